using System.Globalization;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>The rules that nobody has to write: a server takes whole GPUs, and a candidate's servers fit on those that the study has.</summary>
internal static class GpuRules
{
    /// <param name="gpus">The engine's <c>gpus</c>; null: a server takes whatever it is given.</param>
    /// <param name="at">Where a rule that comes of a parameter alone is said to stand.</param>
    public static IEnumerable<YamlValue.Scalar> Of(YamlValue.Scalar? gpus, IReadOnlyList<Parameter> parameters, SourcePosition at)
    {
        var replicas = parameters.FirstOrDefault(parameter => parameter.Binding is SettingBinding.Replicas);
        if (gpus is not null)
            yield return Rule(replicas is null ? $"({gpus.Text}) <= max(1, gpus)" : $"{replicas.Name} * ({gpus.Text}) <= max(1, gpus)", gpus.Position);
        else if (replicas is not null)
            yield return Rule($"gpus % {replicas.Name} == 0", replicas.Position ?? at);
        if (gpus is not null && !IsProductOfCounts(gpus.Text, parameters))
            yield return Rule($"({gpus.Text}) >= 1 and ({gpus.Text}) % 1 == 0", gpus.Position);
    }

    /// <summary>A server's GPUs have to be known for every configuration.</summary>
    public static void Check(EngineDefinition engine, MappingReader map)
    {
        var symbols = engine.Gpus?.Symbols ?? new HashSet<string>();
        if (symbols.FirstOrDefault(name => engine.Branch.Find(name) is { When: not null } || engine.Branch.ParentOf(name) is not null) is { } conditional)
            map.Error("gpus", $"'gpus' mentions '{conditional}', which is not always active");
        if (symbols.FirstOrDefault(name => engine.Branch.Find(name) is null && !engine.Branch.Facts.ContainsKey(name)) is { } unknown)
            map.Error("gpus", $"'gpus' mentions '{unknown}', whose value is not known here");
        foreach (var second in engine.Branch.AllParameters.Where(parameter => parameter.Binding is SettingBinding.Replicas).Skip(1))
            map.Diagnostics.Error(second.Position, $"'{second.Name}' is a second count of servers; one is allowed");
    }

    /// <summary>Such as <c>tensor_parallel * pipeline_parallel</c>: whole and above zero by itself.</summary>
    private static bool IsProductOfCounts(string formula, IReadOnlyList<Parameter> parameters) => formula.Split('*', StringSplitOptions.TrimEntries).All(factor =>
        parameters.Any(parameter => parameter is Parameter.Integer { Low: >= 1 } && parameter.Name == factor)
        || (long.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1));

    private static YamlValue.Scalar Rule(string text, SourcePosition at) => new(text, IsQuoted: false, at);
}
