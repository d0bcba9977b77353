using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>The rule that nobody has to write: a candidate's servers fit on the GPUs that the study has.</summary>
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
    }

    /// <summary>A server's GPUs have to be known for every configuration.</summary>
    public static void Check(EngineDefinition engine, MappingReader map)
    {
        var conditional = engine.Gpus?.Symbols.FirstOrDefault(name => engine.Branch.Find(name) is { When: not null } || engine.Branch.ParentOf(name) is not null);
        if (conditional is not null)
            map.Error("gpus", $"'gpus' mentions '{conditional}', which is not always active");
        foreach (var second in engine.Branch.AllParameters.Where(parameter => parameter.Binding is SettingBinding.Replicas).Skip(1))
            map.Diagnostics.Error(second.Position, $"'{second.Name}' is a second count of servers; one is allowed");
    }

    private static YamlValue.Scalar Rule(string text, SourcePosition at) => new(text, IsQuoted: false, at);
}
