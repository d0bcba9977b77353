using System.Text.Json;
using AutoTune.Capacity;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Tests.Capacity;
using AutoTune.Trials;

namespace AutoTune.Benchmarks;

/// <summary>In virtual time, on queues whose capacity is known: how far off, how sure, for how many engine-seconds.</summary>
internal static class CapacityBenchmark
{
    private delegate Task<double> Yardstick(IProbeRunner runner, double start, int requests, double target, TimeSpan warmUp, CancellationToken ct);

    private static readonly ProbeSettings Probe = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(int runs, IReadOnlyList<string> cases, IReadOnlyList<double> tolerances, IReadOnlyList<int> plain, IReadOnlyList<int> sweeps, string? output, CancellationToken ct)
    {
        var rows = new List<CapacityRow>();
        foreach (var (name, queue) in CapacityCases.All.Where(one => cases.Count == 0 || cases.Contains(one.Key)))
        {
            var truth = Truth(queue);
            Console.WriteLine($"{name}: {truth:0.000} requests/s");
            foreach (var tolerance in tolerances)
            {
                rows.Add(await SearchAsync(name, queue, truth, new PosteriorCapacity(), tolerance, runs, ct));
                rows.Add(await SearchAsync(name, queue, truth, new BisectionCapacity(), tolerance, runs, ct));
            }

            foreach (var requests in plain)
                rows.Add(await YardstickAsync($"plain n={requests}", PlainBisection.FindAsync, name, queue, truth, requests, runs, ct));
            foreach (var requests in sweeps)
                rows.Add(await YardstickAsync($"sweep n={requests}", RateSweep.FindAsync, name, queue, truth, requests, runs, ct));
        }

        if (output is not null)
            await File.WriteAllTextAsync(output, JsonSerializer.Serialize(rows, Written), ct);
        return 0;
    }

    /// <summary>How attainment falls with the rate in each case, and how much windows differ: what the model of <see cref="CapacityFit"/> has to be like.</summary>
    public static int Curves(IReadOnlyList<string> cases)
    {
        const int Windows = 400;
        foreach (var (name, queue) in CapacityCases.All.Where(one => cases.Count == 0 || cases.Contains(one.Key)))
        {
            var truth = Truth(queue);
            Console.WriteLine($"{name}: {truth:0.000} requests/s");
            foreach (var share in new[] { 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3, 1.5, 2 })
            {
                var request = new ProbeRequest { Purpose = "", StreamNumber = 0, Rate = truth * share, WarmUp = Probe.WarmUp, Window = Probe.Window };
                var seen = Enumerable.Range(1, Windows).AsParallel().Select(seed => ProbeSummaries.Of(queue.Run(request, (ulong)(seed + 2_000_000)), queue.Slo)).ToArray();
                var met = seen.Select(probe => probe.Attainment).Order().ToArray();
                var mean = met.Average();
                var variance = met.Sum(value => (value - mean) * (value - mean)) / (met.Length - 1);
                var independent = mean * (1 - mean) / variance;
                Console.WriteLine($"  {share,5:0.00} mean {mean:0.000} sd {Math.Sqrt(variance):0.000} p5 {met[Windows / 20]:0.000} p25 {met[Windows / 4]:0.000} p50 {met[Windows / 2]:0.000} p75 {met[Windows * 3 / 4]:0.000} p95 {met[Windows * 19 / 20]:0.000}  worth {independent,6:0.0} of {seen.Average(probe => probe.Requests),5:0} requests, design effect {seen.Average(probe => probe.Requests) / independent:0}");
            }
        }
        return 0;
    }

    private static async Task<CapacityRow> SearchAsync(string name, SimulatedQueue queue, double truth, ICapacitySearch search, double tolerance, int runs, CancellationToken ct)
    {
        var found = new List<Found>();
        await Parallel.ForEachAsync(Enumerable.Range(1, runs), ct, async (seed, inner) =>
        {
            var runner = new SimulatedProbes(queue, (ulong)seed);
            var context = new CapacityContext { Slo = queue.Slo, Probe = Probe, Workload = queue.Workload, Streams = new StreamCounter() };
            var outcome = (TrialOutcome.Completed)await search.FindAsync(new(tolerance), context, runner, inner);
            var capacity = outcome.Measurement.Metrics[MetricNames.Capacity];
            lock (found)
                found.Add(new(capacity.Value, runner.Seconds, runner.Requests.Count, capacity.Low <= truth && truth <= capacity.High, capacity.StandardError));
        });
        return Printed(CapacityRow.Of(name, $"{search.Name} {tolerance:P1}", truth, found));
    }

    private static async Task<CapacityRow> YardstickAsync(string method, Yardstick find, string name, SimulatedQueue queue, double truth, int requests, int runs, CancellationToken ct)
    {
        var found = new List<Found>();
        await Parallel.ForEachAsync(Enumerable.Range(1, runs), ct, async (seed, inner) =>
        {
            var runner = new SimulatedProbes(queue, (ulong)seed);
            var start = await Start(runner, queue, inner);
            var capacity = await find(runner, start, requests, queue.Slo.Attainment, Probe.WarmUp, inner);
            lock (found)
                found.Add(new(capacity, runner.Seconds, runner.Requests.Count, null, null));
        });
        return Printed(CapacityRow.Of(name, method, truth, found));
    }

    /// <summary>The same start for both: one stream and a burst, charged.</summary>
    private static async Task<double> Start(SimulatedProbes runner, SimulatedQueue queue, CancellationToken ct)
    {
        var context = new CapacityContext { Slo = queue.Slo, Probe = Probe, Workload = queue.Workload, Streams = new StreamCounter(100_000) };
        var probes = new ProbeSeries(context, runner);
        var alone = await OneStream.MeasureAsync(probes, context, ct);
        return (await Burst.RateAsync(probes, context, alone!, ct))!.Value;
    }

    /// <summary>The rate at which the expected attainment of such a window is the target.</summary>
    public static double Truth(SimulatedQueue queue)
    {
        const int Windows = 400;
        var (low, high) = (0.2, 60.0);
        while (high / low > 1.003)
        {
            var middle = Math.Sqrt(low * high);
            var request = new ProbeRequest { Purpose = "", StreamNumber = 0, Rate = middle, WarmUp = Probe.WarmUp, Window = Probe.Window };
            var attainment = Enumerable.Range(1, Windows).AsParallel().Average(seed => ProbeSummaries.Of(queue.Run(request, (ulong)(seed + 1_000_000)), queue.Slo).Attainment);
            (low, high) = attainment >= queue.Slo.Attainment ? (middle, high) : (low, middle);
        }

        return Math.Sqrt(low * high);
    }

    private static CapacityRow Printed(CapacityRow row)
    {
        Console.WriteLine(row);
        return row;
    }
}

internal sealed record Found(double Capacity, double Seconds, int Probes, bool? Covered, double? StandardError);

internal sealed record CapacityRow
{
    public required string Case { get; init; }
    public required string Method { get; init; }
    public required int Runs { get; init; }

    /// <summary>|ln(found ÷ true)|.</summary>
    public required double ErrorP50 { get; init; }

    public required double ErrorP90 { get; init; }

    /// <summary>Mean of ln(found ÷ true).</summary>
    public required double Bias { get; init; }

    /// <summary>Of the 95 % interval; null for a method without one.</summary>
    public required double? Coverage { get; init; }

    public required double? StandardError { get; init; }
    public required double EngineSeconds { get; init; }
    public required double Probes { get; init; }

    public static CapacityRow Of(string name, string method, double truth, IReadOnlyList<Found> found)
    {
        var errors = found.Select(one => Math.Abs(Math.Log(one.Capacity / truth))).Order().ToArray();
        var covered = found.Where(one => one.Covered is not null).ToArray();
        return new()
        {
            Case = name,
            Method = method,
            Runs = found.Count,
            ErrorP50 = errors[errors.Length / 2],
            ErrorP90 = errors[errors.Length * 9 / 10],
            Bias = found.Average(one => Math.Log(one.Capacity / truth)),
            Coverage = covered.Length == 0 ? null : covered.Average(one => one.Covered!.Value ? 1.0 : 0),
            StandardError = covered.Length == 0 ? null : covered.Average(one => one.StandardError),
            EngineSeconds = found.Average(one => one.Seconds),
            Probes = found.Average(one => one.Probes),
        };
    }

    public override string ToString() =>
        $"  {Method,-20} error P50 {ErrorP50,6:P1} P90 {ErrorP90,6:P1} bias {Bias,7:P1} coverage {(Coverage is { } share ? share.ToString("P0") : "-"),5} se {(StandardError is { } se ? se.ToString("P1") : "-"),6} {EngineSeconds,7:0} s {Probes,5:0.0} probes";
}
