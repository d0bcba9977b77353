using AutoTune.Cli.Json;
using AutoTune.Metrics;

namespace AutoTune.Cli.Display;

/// <summary>One load test for people.</summary>
internal static class BenchText
{
    /// <param name="hasLimits">Without an SLO there is nothing to attain.</param>
    public static void Write(TextWriter output, ProbeSummary probe, bool hasLimits)
    {
        output.WriteLine(probe.OfferedRate is { } rate ? $"{rate:0.##} requests/s offered, {probe.AchievedRate:0.##} achieved" : $"{probe.Concurrency} in flight, {probe.AchievedRate:0.##} requests/s");
        foreach (var note in ProbeNotes.Of(probe))
            output.WriteLine($"  note      {note}");
        if (probe.WhyInvalid is { } why)
            output.WriteLine($"  INVALID   {why}");
        output.WriteLine($"  requests  {probe.Requests}, {probe.Errors} errors{(probe.FirstError is { } error ? $" (first: {error})" : "")}");
        if (hasLimits)
            output.WriteLine($"  SLO       {probe.Attainment * 100:0.0} % attained, goodput {probe.Goodput:0.##} requests/s");
        output.WriteLine($"  output    {probe.OutputTokensPerSecond:0} tokens/s{(probe.TotalTokensPerSecond is { } total ? $", {total:0} with prompts" : "")}{(probe.TokensPerSecondPerUser is { } user ? $"; {user:0.#} per user" : "")}{(probe.FluidTokensPerSecond is { } fluid ? $", fluid at {fluid:0.#}" : "")}");
        Write(output, "TTFT", probe.TtftMs);
        Write(output, "TPOT", probe.TpotMs);
        Write(output, "ITL", probe.ItlMs);
        Write(output, "ICL", probe.IclMs);
        Write(output, "E2E", probe.E2EMs);
        output.WriteLine($"  send lag  {probe.SendLagP99Ms:0.00} ms (P99)");
    }

    /// <summary>A capacity with what belongs to it.</summary>
    public static void Write(TextWriter output, IReadOnlyDictionary<string, MetricDocument> metrics)
    {
        foreach (var (name, metric) in metrics)
            output.WriteLine($"{name,-28} {metric.Value:0.00} {UnitOf(name)} [{metric.Low:0.00} to {metric.High:0.00}]");
    }

    private static string UnitOf(string metric) => metric switch
    {
        MetricNames.Capacity => "requests/s",
        MetricNames.OutputTokensPerSecond => "tokens/s",
        _ => "ms",
    };

    private static void Write(TextWriter output, string name, Quantiles? seen)
    {
        if (seen is not null)
            output.WriteLine($"  {name,-8}  mean {seen.Mean:0.0}, P50 {seen.P50:0.0}, P90 {seen.P90:0.0}, P99 {seen.P99:0.0}, max {seen.Max:0.0} ms");
    }
}
