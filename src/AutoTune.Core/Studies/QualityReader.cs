using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>Reads <c>quality: {agreement: calibrated}</c> or <c>quality: {command: [./eval.py], floor: 0.8}</c>.</summary>
internal static class QualityReader
{
    private const string Calibrated = "calibrated";

    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(30);

    /// <returns>Null where the study has no gate.</returns>
    public static QualityGate? Read(MappingReader map, string file)
    {
        if (map.OptionalMapping("quality") is not { } quality)
            return null;
        if (quality.Has("command") && quality.Has("agreement"))
            quality.Error("agreement", "'agreement' and 'command' are two gates; give one");
        QualityGate? read = quality.Has("command") ? CommandOf(quality) : AgreementOf(quality, file);
        quality.Finish();
        return read;
    }

    private static QualityGate.Command CommandOf(MappingReader quality)
    {
        var program = quality.RequiredTexts("command");
        if (program.Count == 0)
            quality.Error("command", "'command' needs at least the program's file name");
        return new([.. program], quality.RequiredReal("floor"), quality.OptionalDuration("timeout") ?? CommandTimeout);
    }

    private static QualityGate.Agreement AgreementOf(MappingReader quality, string file)
    {
        var floor = quality.RequiredText("agreement") switch
        {
            "" or Calibrated => null,
            var text when YamlScalars.Share(text) is > 0 and <= 1 and var share => (double?)share,
            _ => Wrong(quality),
        };
        return new(floor, quality.OptionalText("prompts") is { } prompts ? StudyPaths.Resolve(prompts, file) : null);
    }

    private static double? Wrong(MappingReader quality)
    {
        quality.Error("agreement", $"'agreement' is '{Calibrated}' or a share of tokens above 0% and up to 100%, such as 95%");
        return null;
    }
}
