using System.Globalization;
using System.Text.RegularExpressions;
using AutoTune.Hardware;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>What a study says of the hardware: <c>{gpus: 8}</c> of this machine, or <c>8 x h100-sxm</c>.</summary>
/// <param name="Gpus">0: the processor.</param>
/// <param name="Gpu">Its id in the catalogue; null where the study does not say it.</param>
internal sealed partial record HardwareChoice(int Gpus, string? Gpu)
{
    private const int Most = 4096;

    /// <summary>After an error at the study's own line: whatever else is wrong is found on a machine as good as any, and no engine's file complains of an unknown one.</summary>
    private const string StandIn = "h100-sxm";

    private const string Form = "'hardware' is {gpus: N}, with gpu: ID where it is not this machine's, or N x ID, such as 8 x h100-sxm";

    public static HardwareChoice Read(MappingReader map)
    {
        if (map.Find("hardware") is YamlValue.Scalar text)
            return OfText(text, map);
        if (map.OptionalMapping("hardware") is not { } hardware)
            return new(0, null);
        var (count, gpu) = (hardware.OptionalInteger("gpus", min: 0, max: Most), hardware.OptionalScalar("gpu"));
        var id = gpu is null ? null : Known(gpu, map.Diagnostics);
        if (gpu is not null && !hardware.Has("gpus"))
            hardware.Error("gpu", $"how many of {gpu.Text}? Say it beside: hardware: {{gpus: 1, gpu: {gpu.Text}}}");
        hardware.Finish();
        var isWrong = hardware.IsPlaceholder || (count is null && (gpu is not null || hardware.Has("gpus")));
        return isWrong ? new(1, id ?? StandIn) : new((int)(count ?? 0), id);
    }

    private static HardwareChoice OfText(YamlValue.Scalar text, MappingReader map)
    {
        _ = map.Optional("hardware");
        if (Short().Match(text.Text) is { Success: true } match && int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= Most)
            return new(count, Known(text with { Text = match.Groups["id"].Value }, map.Diagnostics));
        map.Error("hardware", $"{Form}; not '{text.Text}'");
        return new(1, StandIn);
    }

    private static string Known(YamlValue.Scalar id, Diagnostics diagnostics)
    {
        if (GpuCatalogue.Find(id.Text) is { } model)
            return model.Id;
        diagnostics.Error(id.Position, $"there is no GPU '{id.Text}' in the catalogue{NearestName.Hint(id.Text, GpuCatalogue.Ids)}");
        return StandIn;
    }

    [GeneratedRegex(@"^(?<count>\d+) *[x×] *(?<id>\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Short();
}
