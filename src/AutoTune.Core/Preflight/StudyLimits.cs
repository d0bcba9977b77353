using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>What a study says about the space, in the space's terms.</summary>
internal static class StudyLimits
{
    /// <param name="precision">Null where the study has none (a command).</param>
    public static SpaceLimits Of(Study study, PrecisionChoice? precision)
    {
        var positions = new Dictionary<string, SourcePosition>();
        foreach (var limited in study.Limit)
            positions[limited.Parameter] = limited.Position;
        foreach (var fix in study.Fix)
            positions[fix.Parameter] = fix.Position;
        return new()
        {
            Fix = study.Fix.ToDictionary(fix => fix.Parameter, fix => fix.Value),
            Limit = study.Limit.ToDictionary(limit => limit.Parameter, limit => (IReadOnlyList<ParameterValue>)limit.Values),
            Precision = precision is null
                ? new Dictionary<string, IReadOnlyList<string>>()
                : new Dictionary<string, IReadOnlyList<string>> { [SpaceLimits.WeightsRole] = precision.Weights, [SpaceLimits.KvRole] = precision.Kv },
            PositionOf = name => positions.TryGetValue(name, out var at) ? at : precision is null ? null : study.PositionOf("precision"),
        };
    }
}
