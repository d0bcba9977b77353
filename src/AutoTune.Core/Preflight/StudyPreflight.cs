using System.Diagnostics;
using AutoTune.Engines;
using AutoTune.Search;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>Resolves what a study names and reports every bad input at once; nothing is installed, downloaded or started.</summary>
public static class StudyPreflight
{
    /// <returns>Null where errors were added.</returns>
    public static CheckedStudy? Check(Study study, Diagnostics diagnostics)
    {
        if (!StrategyCatalog.Names.Contains(study.Strategy, StringComparer.Ordinal))
            diagnostics.Error(study.PositionOf("strategy"), $"there is no strategy '{study.Strategy}'{NearestName.Hint(study.Strategy, StrategyCatalog.Names)}");
        return study.Evaluation switch
        {
            EvaluationMode.Command command => CommandPreflight.Check(study, command, diagnostics) is { } plan ? new CheckedStudy(plan) : null,
            EvaluationMode.Served served => ServedPreflight.Check(study, served, diagnostics),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>A study free of errors.</summary>
public sealed record CheckedStudy(TuningPlan Plan)
{
    public Study Study => Plan.Study;

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>As their files describe them; empty for a command study.</summary>
    public IReadOnlyList<EngineDefinition> Engines { get; init; } = [];

    public ServedBaseline? Baseline { get; init; }
}
