using AutoTune.Yaml;

namespace AutoTune.LanguageModels;

/// <summary>Models of a hub whose sizes AutoTune knows without their configuration.</summary>
public static class ModelCatalogue
{
    private const string ResourceName = "search-spaces/catalog/models.yaml";

    private static readonly Lazy<IReadOnlyDictionary<string, ModelDimensions>> Read = new(() => EmbeddedYaml.Read(ResourceName, All));

    /// <summary>Hub ids.</summary>
    public static IEnumerable<string> Ids => Read.Value.Keys;

    /// <returns>Null for a model that is not in the catalogue.</returns>
    public static ModelDimensions? Find(string hubId) => Read.Value.GetValueOrDefault(hubId);

    private static IReadOnlyDictionary<string, ModelDimensions> All(YamlValue root, Diagnostics diagnostics)
    {
        var file = MappingReader.Open(root, diagnostics, "the catalogue");
        var models = file.RequiredMapping("models");
        var found = new SortedDictionary<string, ModelDimensions>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in models.Entries)
        {
            var map = models.RequiredMapping(entry.Key);
            var dimensions = ModelConfig.Of(map.Entries.Where(each => each.Value is YamlValue.Scalar).ToDictionary(each => each.Key, each => ((YamlValue.Scalar)each.Value).Text));
            foreach (var id in map.RequiredTexts("hub"))
                found[id] = dimensions;
        }
        file.Finish();
        return found;
    }
}
