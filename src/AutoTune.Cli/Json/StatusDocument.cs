using AutoTune.Finals;
using AutoTune.Metrics;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Cli.Json;

/// <summary>What <c>status --json</c> and <c>tune --json</c> print.</summary>
internal sealed record StatusDocument
{
    public required string Study { get; init; }

    /// <summary><c>running</c>, <c>finished</c>, <c>interrupted</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>replaced</c>, <c>kept</c>, <c>infeasible</c> or <c>unmeasured</c>; null before the end.</summary>
    public required string? Verdict { get; init; }

    public required TrialCounts Trials { get; init; }

    public required TrialDocument? Baseline { get; init; }

    /// <summary>What is exported: the baseline where it was kept; null before the end.</summary>
    public required TrialDocument? Winner { get; init; }

    /// <summary>What the winner is promised to hold; null before the end, and where nothing is promised.</summary>
    public PromiseDocument? Promise { get; init; }

    public required double EngineSeconds { get; init; }

    public required double ElapsedSeconds { get; init; }

    public static StatusDocument Of(string name, StudyHistory history, FinalsPlan finals, bool running) => new()
    {
        Study = name,
        State = history.Verdict is not null ? "finished" : running ? "running" : history.Interrupted is { } why && !why.StartsWith("stopped by", StringComparison.Ordinal) ? "failed" : "interrupted",
        Verdict = history.Verdict?.Kind.ToString().ToLowerInvariant(),
        Trials = TrialCounts.Of(history),
        Baseline = BaselineOf(history, finals) is { } baseline ? TrialDocument.Of(history, finals, baseline) : null,
        Winner = history.Verdict?.Winner is { } winner ? TrialDocument.Of(history, finals, winner) : null,
        Promise = history.Verdict?.Winner is { } promised ? PromiseDocument.Of(history, finals, promised) : null,
        EngineSeconds = Math.Round(history.EngineSeconds, 3),
        ElapsedSeconds = Math.Round(history.ActiveTime.TotalSeconds, 3),
    };

    private static int? BaselineOf(StudyHistory history, FinalsPlan finals) =>
        history.Verdict?.Baseline ?? (history.Trials.Count > 0 ? new FinalsRanking(finals, history).Baseline() : null);
}

/// <param name="RequestsPerSecond">The rated capacity.</param>
/// <param name="Held">Whether it held when it was confirmed; null where it was not tried.</param>
internal sealed record PromiseDocument(double RequestsPerSecond, bool? Held, string Sentence)
{
    public static PromiseDocument? Of(StudyHistory history, FinalsPlan finals, int trial)
    {
        if (RatedCapacity.Of(finals, history, trial) is not { } rated)
            return null;
        var tried = history.Decisions.OfType<FinalsDecision.Confirmed>().Where(confirmed => confirmed.Trial == trial).ToArray();
        return tried switch
        {
            [] => new(rated, null, $"{rated:0.00} req/s, not confirmed by a longer measurement"),
            [.., { Held: true } held] => new(rated, true, $"{rated:0.00} req/s, held: {held.Misses} of {held.Requests} requests missed"),
            _ => new(rated, false, $"{rated:0.00} req/s, itself not tried: {string.Join(" and ", tried.Select(failed => $"{failed.Rate:0.00}"))} req/s did not hold ({tried[^1].Misses} of {tried[^1].Requests} requests missed), and nothing higher is promised"),
        };
    }
}

internal sealed record TrialCounts(int Asked, int Completed, int Pruned, int Failed, int NotMeasured)
{
    public static TrialCounts Of(StudyHistory history)
    {
        var outcomes = history.Trials.Select(trial => trial.SearchOutcome).ToArray();
        return new(
            outcomes.Length,
            outcomes.OfType<TrialOutcome.Completed>().Count(),
            outcomes.OfType<TrialOutcome.Pruned>().Count(),
            outcomes.OfType<TrialOutcome.Failed>().Count(),
            outcomes.OfType<TrialOutcome.NotMeasured>().Count());
    }
}

internal sealed record TrialDocument(int Trial, ServingConfig Config, IReadOnlyDictionary<string, MetricDocument> Metrics)
{
    public static TrialDocument Of(StudyHistory history, FinalsPlan finals, int number)
    {
        var trial = history.Trials[number];
        var reported = new ReportedFigures(finals.Objective, history);
        var metrics = new Dictionary<string, MetricDocument>();
        foreach (var name in trial.Launches.Select(launch => launch.Outcome).OfType<TrialOutcome.Completed>().SelectMany(completed => completed.Measurement.Metrics.Keys).Distinct())
            if (reported.Of(number, name) is { } estimate)
                metrics[name] = MetricDocument.Of(estimate);
        return new(number, trial.Config, metrics);
    }
}

/// <param name="Low">95 % interval.</param>
internal sealed record MetricDocument(double Value, double Low, double High, int Launches)
{
    public static MetricDocument Of(Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High, estimate.Launches);
}
