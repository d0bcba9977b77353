using AutoTune.Metrics;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Cli.Display;

/// <summary>One line of text for each thing that happens.</summary>
internal sealed class StudyLines(SearchSpace space, Objective objective)
{
    /// <returns>Null for what is not worth a line.</returns>
    public string? Of(StudyEvent happened, StudyHistory history) => happened switch
    {
        StudyEvent.StudyOpened opened => opened.Warnings.Count == 0 ? null : string.Join(Environment.NewLine, opened.Warnings.Select(warning => $"warning: {warning}")),
        StudyEvent.TrialAsked asked => $"trial {asked.Trial}: {Origin(asked.Origin)}: {Settings(asked.Config)}",
        StudyEvent.LaunchBegun { Purpose: not LaunchPurpose.Search } begun => $"finals: {Purpose(begun.Purpose)} trial {begun.Trial}, launch {begun.Launch}",
        StudyEvent.LaunchSaw { Seen: LaunchEvent.Probed probed } saw => $"trial {saw.Trial}:   {Probe(probed.Probe)}",
        StudyEvent.LaunchSaw { Seen: LaunchEvent.QualityKnown quality } saw => $"trial {saw.Trial}:   quality of {quality.Key}: {quality.Value.Value:0.0000} (floor {quality.Floor:0.0000})",
        StudyEvent.LaunchSaw { Seen: LaunchEvent.Warned warned } saw => $"trial {saw.Trial}:   warning: {warned.Message}",
        StudyEvent.LaunchEnded ended => $"trial {ended.Trial}: {Outcome(ended.Outcome)} ({ended.Seconds:0.0} s)",
        StudyEvent.FinalsDecided decided => "finals: " + Decision(decided.Decision),
        StudyEvent.StudyFinished => null,
        StudyEvent.StudyInterrupted interrupted => $"interrupted: {interrupted.Why}",
        _ => null,
    };

    /// <summary>What differs from the vendor's default.</summary>
    public string Settings(ServingConfig config)
    {
        var defaults = space.Branch(config.Engine).VendorDefault();
        var changed = config.Values
            .Where(setting => !defaults.Values.TryGetValue(setting.Key, out var value) || value != setting.Value)
            .Select(setting => $"{setting.Key}={setting.Value}").ToArray();
        return changed.Length == 0 ? $"{config.Engine} as it comes" : $"{config.Engine} {string.Join(' ', changed)}";
    }

    public string Outcome(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Completed completed => Value(completed.Measurement),
        TrialOutcome.Pruned pruned => $"stopped early: {pruned.Reason}",
        TrialOutcome.Failed failed => $"failed, {failed.Failure.Name}: {FirstLine(failed.Evidence)}",
        TrialOutcome.NotMeasured not => $"not measured: {not.Why}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Figure(Estimate estimate) =>
        estimate.StandardError == 0 ? $"{estimate.Value:0.###}" : $"{estimate.Value:0.00} [{estimate.Low:0.00} to {estimate.High:0.00}]";

    private string Value(TrialMeasurement measurement)
    {
        var missed = measurement.SloMargins.Where(margin => margin.Value.Value < 0).Select(margin => margin.Key).ToArray();
        if (missed.Contains(MetricNames.Quality))
            return $"its answers are below the floor: quality {Figure(measurement.Metrics[MetricNames.Quality])}";
        if (missed.Length > 0)
            return $"misses the SLO with a single stream ({string.Join(", ", missed)})";
        return measurement.Metrics.TryGetValue(objective.Metric, out var value) ? $"{objective.Metric} {Figure(value)}" : "measured";
    }

    public static string Probe(ProbeSummary probe) =>
        probe.WhyInvalid is { } why ? $"invalid probe: {why}"
        : probe.OfferedRate is { } rate ? $"{probe.Purpose} at {rate:0.00} req/s: {probe.Attainment * 100:0} % of {probe.Requests} within the SLO"
        : probe.TtftMs is null ? $"{probe.Purpose}: {probe.OutputTokensPerSecond:0} tokens/s"
        : $"{probe.Purpose}: TTFT {probe.TtftMs.P50:0} ms{(probe.TpotMs is { } tpot ? $", TPOT {tpot.P50:0.0} ms" : "")}";

    /// <summary>A recipe's source is for the report: its name says enough here.</summary>
    private static string Origin(TrialOrigin origin)
    {
        var detail = origin.Kind == TrialOrigins.Recipe ? origin.Detail.Split(" (", 2)[0] : origin.Detail;
        return detail.Length == 0 ? origin.Kind : $"{origin.Kind} ({detail})";
    }

    private static string Purpose(LaunchPurpose purpose) => purpose switch
    {
        LaunchPurpose.Remeasure => "measuring again",
        LaunchPurpose.Comparison => "comparing",
        LaunchPurpose.Also => "on another workload:",
        _ => "confirming",
    };

    private static string Decision(FinalsDecision decision) => decision switch
    {
        FinalsDecision.Begun begun => $"trials {string.Join(", ", begun.Finalists)} ({begun.Why})",
        FinalsDecision.FinalistChosen chosen => $"trial {chosen.Trial} against the baseline ({chosen.Why})",
        FinalsDecision.Compared compared => compared.Ratio.Scale == Scale.Log
            ? $"{Figure(compared.Ratio)} times the baseline in {compared.Pairs} pairs, P = {compared.ProbabilityBetter * 100:0.0} %"
            : $"{Figure(compared.Ratio)} more than the baseline in {compared.Pairs} pairs, P = {compared.ProbabilityBetter * 100:0.0} %",
        FinalsDecision.AlsoCompared also => $"on '{also.Workload}' {Figure(also.Ratio)} times the baseline{(also.Excludes ? ": it is excluded" : "")}",
        FinalsDecision.Confirmed confirmed => $"{(confirmed.Held ? "held" : "not held")} at {confirmed.Rate:0.00} req/s ({confirmed.Misses} of {confirmed.Requests} missed)",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
