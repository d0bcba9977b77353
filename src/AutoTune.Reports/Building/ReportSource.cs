using AutoTune.Engines;
using AutoTune.Preflight;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

/// <summary>What a report is made of.</summary>
public sealed record ReportSource
{
    public required TuningPlan Plan { get; init; }

    public required StudyHistory History { get; init; }

    public required StudyState State { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }

    public required string Version { get; init; }

    /// <summary>As their files describe them; empty for a command study.</summary>
    public required IReadOnlyList<EngineDefinition> Engines { get; init; }

    public required IReadOnlyList<NextStep> NextSteps { get; init; }

    /// <summary>The SLO that the study was made for, where it is judged under another one.</summary>
    public Slo? MadeFor { get; init; }

    public EngineDefinition? Engine(string name) => Engines.FirstOrDefault(engine => engine.Name == name);
}
