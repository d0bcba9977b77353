using AutoTune.Capacity;
using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Load;
using AutoTune.Studies;

namespace AutoTune.Evaluation;

/// <summary>What a served evaluation works with.</summary>
public sealed record ServedSetup
{
    public required EvaluationMode.Served Served { get; init; }

    /// <summary>The study's: the same streams for every candidate.</summary>
    public required ulong Seed { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, ServedEngine> Engines { get; init; }

    /// <summary>Logs and stamps go below it.</summary>
    public required string StudyFolder { get; init; }

    public required ILauncher Launcher { get; init; }

    public required ILoadGenerator Load { get; init; }

    public required ICapacitySearch Capacity { get; init; }

    public required IResourcePool Pool { get; init; }

    /// <summary>To look at leased cards during a probe.</summary>
    public required IHostGpus Gpus { get; init; }

    /// <summary>Null where the study has no gate.</summary>
    public QualityJudge? Quality { get; init; }

    public required FailureClassifier Failures { get; init; }

    /// <summary>For health, models and metrics; without a proxy.</summary>
    public required HttpClient Http { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The same for a start that may take so long; the study's own limit beats both.</summary>
    public ReadinessSettings ReadinessWithin(EngineDefinition engine, TimeSpan quiet, TimeSpan longest)
    {
        var limit = Served.StartTimeout ?? longest;
        return ReadinessOf(engine) with { HardLimit = limit, QuietLimit = limit < quiet ? limit : quiet };
    }

    /// <summary>How a server of this engine shows that it serves, within the usual limits.</summary>
    public ReadinessSettings ReadinessOf(EngineDefinition engine) =>
        new() { HealthPath = engine.HealthPath, Api = Served.Request.Api == RequestApi.Chat ? SmokeApi.Chat : SmokeApi.Completions };
}
