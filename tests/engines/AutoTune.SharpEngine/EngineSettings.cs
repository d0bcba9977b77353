namespace AutoTune.SharpEngine;

internal sealed record EngineSettings
{
    public required string Model { get; init; }

    public required int Lanes { get; init; }

    public required int Threads { get; init; }

    public required int StepTokens { get; init; }

    /// <summary><c>f16</c>, <c>q8_0</c> or <c>q4_0</c>.</summary>
    public required string CacheType { get; init; }

    public required int ContextPerLane { get; init; }
}
