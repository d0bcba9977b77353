using AutoTune.Metrics;
using AutoTune.SearchSpaces;

namespace AutoTune.Trials;

/// <summary>One trial and all its launches.</summary>
public sealed class TrialHistory(int number, ServingConfig config, TrialOrigin origin)
{
    private readonly List<LaunchHistory> _launches = [];

    public int Number { get; } = number;

    public ServingConfig Config { get; } = config;

    public TrialOrigin Origin { get; } = origin;

    public IReadOnlyList<LaunchHistory> Launches => _launches;

    /// <summary>Outcome of the search's last launch; null while it is pending.</summary>
    public TrialOutcome? SearchOutcome => _launches.LastOrDefault(launch => launch.Purpose == LaunchPurpose.Search && launch.Outcome is not null)?.Outcome;

    /// <summary>An interrupted launch is run again under its own number, so that a resumed study equals an unbroken one.</summary>
    public int NextLaunch => _launches.Count(launch => launch.Outcome is not null) + 1;

    public LaunchHistory Launch(int number) => _launches[number - 1];

    public IEnumerable<LaunchHistory> LaunchesFor(LaunchPurpose purpose) => _launches.Where(launch => launch.Purpose == purpose && launch.Outcome is not null);

    /// <summary>The metric over the completed launches of the purposes; null where none has it.</summary>
    public Estimate? Metric(string name, params ReadOnlySpan<LaunchPurpose> purposes)
    {
        var seen = new List<Estimate>();
        foreach (var launch in _launches)
            if (launch.Outcome is TrialOutcome.Completed { Measurement: var measurement } && purposes.Contains(launch.Purpose)
                && measurement.Metrics.TryGetValue(name, out var estimate))
            {
                seen.Add(estimate);
            }
        return Estimates.OverLaunches(seen);
    }

    /// <summary>The metric from the launches that chose least: the comparison's, else the re-measurement's, else the search's; null where none has it.</summary>
    public Estimate? LeastChosen(string name) =>
        Metric(name, LaunchPurpose.Comparison) ?? Metric(name, LaunchPurpose.Remeasure) ?? Metric(name, LaunchPurpose.Search);

    internal void Begin(StudyEvent.LaunchBegun begun)
    {
        if (begun.Launch <= _launches.Count)
            _launches.RemoveRange(begun.Launch - 1, _launches.Count - begun.Launch + 1);
        _launches.Add(new(begun));
    }
}

/// <summary>One launch as its events tell it.</summary>
public sealed class LaunchHistory(StudyEvent.LaunchBegun begun)
{
    private readonly List<LaunchEvent> _seen = [];

    public int Number { get; } = begun.Launch;

    public LaunchPurpose Purpose { get; } = begun.Purpose;

    public Goal Goal { get; } = begun.Goal;

    public DateTimeOffset Begun { get; } = begun.At;

    public IReadOnlyList<LaunchEvent> Seen => _seen;

    public TrialOutcome? Outcome { get; private set; }

    /// <summary>Of a launch that has not ended (a process was killed), as far as its events tell.</summary>
    public double Seconds { get; private set; }

    public IEnumerable<ProbeSummary> Probes => _seen.OfType<LaunchEvent.Probed>().Select(probed => probed.Probe);

    internal void See(StudyEvent.LaunchSaw saw)
    {
        _seen.Add(saw.Seen);
        Seconds = (saw.At - Begun).TotalSeconds;
    }

    internal void End(StudyEvent.LaunchEnded ended) => (Outcome, Seconds) = (ended.Outcome, ended.Seconds);
}
