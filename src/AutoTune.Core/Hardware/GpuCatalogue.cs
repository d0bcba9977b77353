using AutoTune.Yaml;

namespace AutoTune.Hardware;

/// <summary>The accelerators that AutoTune knows.</summary>
public static class GpuCatalogue
{
    private const string ResourceName = "search-spaces/catalog/gpus.yaml";
    private const double GibiByte = 1L << 30;

    /// <summary>Of the memory that the driver reports, programs see so much where no source says it exactly.</summary>
    private const double UsableShare = 0.985;

    /// <summary>Drivers keep a few per cent of the nominal memory for themselves.</summary>
    private const double MemoryTolerance = 0.1;

    private static readonly Lazy<IReadOnlyList<GpuModel>> Read = new(() => EmbeddedYaml.Read(ResourceName, All));

    /// <summary>In the order of the file.</summary>
    public static IReadOnlyList<GpuModel> Models => Read.Value;

    public static IEnumerable<string> Ids => Models.Select(model => model.Id);

    public static GpuModel? Find(string id) => Models.FirstOrDefault(model => string.Equals(model.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <returns>Null for a device that is not in the catalogue, or whose memory is another one's.</returns>
    public static GpuModel? Of(GpuDevice device) => Models.FirstOrDefault(model =>
        model.Names.Any(name => IsNamed(device.Name, name))
        && Math.Abs(device.MemoryBytes / GibiByte / model.MemoryGib - 1) < MemoryTolerance);

    /// <summary>The name, or the name and more words: an L40S is no L4.</summary>
    private static bool IsNamed(string device, string name) =>
        device.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (device.Length == name.Length || device[name.Length] == ' ');

    private static IReadOnlyList<GpuModel> All(YamlValue root, Diagnostics diagnostics)
    {
        var file = MappingReader.Open(root, diagnostics, "the catalogue");
        var gpus = file.RequiredMapping("gpus");
        GpuModel[] models = [.. gpus.Entries.Select(entry => Model(entry.Key, gpus.RequiredMapping(entry.Key)))];
        file.Finish();
        return models;
    }

    private static GpuModel Model(string id, MappingReader map)
    {
        var tflops = map.RequiredMapping("tflops");
        var memory = map.RequiredReal("memory_gib", min: 1);
        var model = new GpuModel(id)
        {
            Names = map.RequiredTexts("names"),
            Maker = map.OptionalWord("maker", "nvidia", "amd", "intel") ?? "",
            Generation = map.RequiredText("generation"),
            MemoryGib = memory,
            UsableGib = map.OptionalReal("usable_gib", min: 1, max: memory) ?? memory * UsableShare,
            BandwidthGBs = map.RequiredReal("bandwidth_gbs", min: 1),
            Tflops = tflops.Entries.ToDictionary(entry => entry.Key, entry => tflops.RequiredReal(entry.Key, min: 1), StringComparer.Ordinal),
            LinkGBs = map.RequiredReal("link_gbs", min: 0),
            PowerWatts = map.RequiredReal("power_w", min: 1),
            Source = map.RequiredText("source"),
            IsChecked = map.OptionalBoolean("checked") ?? false,
        };
        map.Finish();
        return model;
    }
}
