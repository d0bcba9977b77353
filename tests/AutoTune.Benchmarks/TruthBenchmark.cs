using System.Text.Json;
using AutoTune.Load;
using AutoTune.Metrics;

namespace AutoTune.Benchmarks;

/// <summary>What the client measures against what llama.cpp's <c>timings</c> say of the same request: prompt time and time per generated token, one stream, so that nothing queues.</summary>
internal static class TruthBenchmark
{
    public static async Task<int> RunAsync(Uri server, string model, TimeSpan window, string only, CancellationToken ct)
    {
        Console.WriteLine("client    requests   TTFT − prompt_ms: p50  p99   TPOT − engine's: p50  p99 ms   (TTFT p50, TPOT p50)");
        foreach (var (name, client) in ClientBenchmark.Clients(only))
        {
            var plan = new ProbePlan
            {
                Concurrency = 1,
                WarmUp = TimeSpan.FromSeconds(3),
                Window = window,
                Drain = TimeSpan.FromSeconds(60),
                Stream = new(new() { Input = new LengthDistribution.Uniform(24, 48), Output = new LengthDistribution.Uniform(16, 48) }, 0, 1),
                Template = new() { IgnoreEos = true },
            };
            var record = await client.RunAsync(plan, new ServingEndpoint(server, model), new PatientMonitor(), ct);
            var rows = record.Judged.Where(request => request is { End: RequestEnd.Completed, EngineTimings: not null, OutputTokens: > 1 }).Select(Differences).ToArray();
            if (rows.Length == 0)
                throw new InvalidOperationException("the server sends no timings");
            var (ttft, tpot) = (rows.Select(row => row.Ttft).Order().ToArray(), rows.Select(row => row.Tpot).Order().ToArray());
            Console.WriteLine($"{name,-8} {rows.Length,8} {At(ttft, 0.5),22:0.00} {At(ttft, 0.99),5:0.00} {At(tpot, 0.5),22:0.000} {At(tpot, 0.99),6:0.000}     ({At([.. rows.Select(row => row.ClientTtft).Order()], 0.5):0.0}, {At([.. rows.Select(row => row.ClientTpot).Order()], 0.5):0.00})");
        }
        return 0;
    }

    private static (double Ttft, double Tpot, double ClientTtft, double ClientTpot) Differences(RequestOutcome request)
    {
        using var timings = JsonDocument.Parse(request.EngineTimings!);
        var root = timings.RootElement;
        var (ttft, tpot) = ((request.FirstToken!.Value - request.Sent!.Value).TotalMilliseconds, Tpot.Of(request)!.Value.TotalMilliseconds);
        // The first token comes out of the prompt's own computation: predicted_ms is the time of the others.
        var engine = root.GetProperty("predicted_ms").GetDouble() / Math.Max(1, root.GetProperty("predicted_n").GetInt32() - 1);
        return (ttft - root.GetProperty("prompt_ms").GetDouble(), tpot - engine, ttft, tpot);
    }

    private static double At(double[] sorted, double quantile) => sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Length) - 1)];
}
