using AutoTune.Metrics;

namespace AutoTune.Cli.Display;

/// <summary>One load test for people.</summary>
internal static class BenchText
{
    public static void Write(TextWriter output, ProbeSummary probe)
    {
        output.WriteLine(probe.OfferedRate is { } rate ? $"{rate:0.##} requests/s offered, {probe.AchievedRate:0.##} achieved" : $"{probe.Concurrency} in flight, {probe.AchievedRate:0.##} requests/s");
        if (probe.WhyInvalid is { } why)
            output.WriteLine($"  INVALID   {why}");
        output.WriteLine($"  requests  {probe.Requests}, {probe.Errors} errors{(probe.FirstError is { } error ? $" (first: {error})" : "")}");
        output.WriteLine($"  SLO       {probe.Attainment * 100:0.0} % attained, goodput {probe.Goodput:0.##} requests/s");
        output.WriteLine($"  output    {probe.OutputTokensPerSecond:0} tokens/s");
        Write(output, "TTFT", probe.TtftMs);
        Write(output, "TPOT", probe.TpotMs);
        Write(output, "ITL", probe.ItlMs);
        Write(output, "E2E", probe.E2EMs);
        output.WriteLine($"  send lag  {probe.SendLagP99Ms:0.00} ms (P99)");
    }

    private static void Write(TextWriter output, string name, Quantiles? seen)
    {
        if (seen is not null)
            output.WriteLine($"  {name,-8}  mean {seen.Mean:0.0}, P50 {seen.P50:0.0}, P90 {seen.P90:0.0}, P99 {seen.P99:0.0}, max {seen.Max:0.0} ms");
    }
}
