using AutoTune.Metrics;

namespace AutoTune.Trials;

/// <summary>What one launch came to. Expected failures are data; unexpected ones stop the study as exceptions.</summary>
public abstract record TrialOutcome
{
    private TrialOutcome()
    {
    }

    public sealed record Completed(TrialMeasurement Measurement) : TrialOutcome;

    /// <summary>Stopped early because it cannot win; its measurement is coarse and says so by its standard errors.</summary>
    public sealed record Pruned(string Reason, TrialMeasurement Measurement) : TrialOutcome;

    /// <param name="Evidence">The log line or message that shows it, with the log's tail.</param>
    public sealed record Failed(FailureClass Failure, string Evidence) : TrialOutcome;

    /// <summary>The measurement, not the configuration, was at fault.</summary>
    public sealed record NotMeasured(string Why) : TrialOutcome;
}

/// <param name="Metrics">By name (<see cref="MetricNames"/>; a command's own).</param>
/// <param name="SloMargins">ln(limit ÷ seen) at one stream per limit (<c>ttft</c>, <c>tpot</c>, …), and (seen − floor) ÷ |floor| of <c>quality</c>: positive is room, negative misses.</param>
public sealed record TrialMeasurement(IReadOnlyDictionary<string, Estimate> Metrics, IReadOnlyDictionary<string, Estimate> SloMargins)
{
    /// <summary>With what the configuration's answers are worth.</summary>
    public TrialMeasurement WithQuality(Estimate quality, double floor)
    {
        var size = floor == 0 ? 1 : Math.Abs(floor);
        var margin = new Estimate((quality.Value - floor) / size, quality.StandardError / size, quality.DegreesOfFreedom, Scale.Linear, 1);
        return new(With(Metrics, quality), With(SloMargins, margin));
    }

    /// <summary>With the quality of another measurement of the same configuration, where it has one.</summary>
    public TrialMeasurement WithQualityOf(TrialMeasurement other) =>
        other.Metrics.TryGetValue(MetricNames.Quality, out var quality) && other.SloMargins.TryGetValue(MetricNames.Quality, out var margin)
            ? new(With(Metrics, quality), With(SloMargins, margin))
            : this;

    private static SortedDictionary<string, Estimate> With(IReadOnlyDictionary<string, Estimate> figures, Estimate quality) =>
        new(figures.ToDictionary(), StringComparer.Ordinal) { [MetricNames.Quality] = quality };
}
