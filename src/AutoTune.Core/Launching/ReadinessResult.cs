using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>How the wait for a deployment ended.</summary>
public abstract record ReadinessResult
{
    private ReadinessResult(StartupTimings timings) => Timings = timings;

    public StartupTimings Timings { get; }

    /// <param name="Model">The id under which requests reach it.</param>
    public sealed record Ready(string Model, StartupTimings Timings) : ReadinessResult(Timings);

    public sealed record Failed(FailureFinding Finding, StartupTimings Timings) : ReadinessResult(Timings);
}
