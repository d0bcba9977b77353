using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Preflight;

namespace AutoTune.Cli.Composition;

/// <summary>What serves a study's candidates, ready for the first of them.</summary>
internal sealed record PreparedServing : IDisposable
{
    public required ServedParts Parts { get; init; }

    public required IReadOnlyList<ServedEngine> Engines { get; init; }

    /// <summary>Over a space that lost what these engines lack.</summary>
    public required TuningPlan Plan { get; init; }

    public required EngineResources Resources { get; init; }

    /// <summary>What the engines' own help says otherwise than their files, in sentences.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>The same of starts that came before the first trial.</summary>
    public required IReadOnlyList<string> FailedFirstStarts { get; init; }

    public void Dispose() => Parts.Dispose();
}
