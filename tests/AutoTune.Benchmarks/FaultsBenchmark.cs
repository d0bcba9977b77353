using System.Diagnostics;
using System.Text.Json;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Benchmarks;

/// <summary>The client is disturbed while the server is exact: what it then reads wrong has to be invalidated, and is never the engine's. Undisturbed probes have to be valid.</summary>
internal static class FaultsBenchmark
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan At = TimeSpan.FromSeconds(5);
    private static readonly Slo Limits = new(TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(25), null, 0.99);
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Dictionary<string, Func<CancellationToken, Task>> Faults = new()
    {
        ["quiet"] = _ => Task.CompletedTask,
        ["stopped for 200 ms"] = StopAsync,
        ["burners on all cores"] = BurnAsync,
        ["garbage collections"] = CollectAsync,
    };

    public static async Task<int> RunAsync(int quiet, int disturbed, string only, string? output, CancellationToken ct)
    {
        var rows = new List<FaultRow>();
        Console.WriteLine("client    fault                    probes  invalid  valid and wrong  worst attainment of a valid one");
        foreach (var (name, client) in ClientBenchmark.Clients(only))
            foreach (var (fault, disturb) in Faults)
            {
                rows.Add(await MeasureAsync(name, client, fault, disturb, fault == "quiet" ? quiet : disturbed, ct));
                Console.WriteLine(rows[^1]);
            }
        if (output is not null)
            await File.WriteAllTextAsync(output, JsonSerializer.Serialize(rows, Written), ct);
        return rows.Any(row => row.ValidAndWrong > 0) ? 1 : 0;
    }

    private static async Task<FaultRow> MeasureAsync(string name, ILoadGenerator client, string fault, Func<CancellationToken, Task> disturb, int probes, CancellationToken ct)
    {
        using var server = await MockProcess.StartAsync("--ttft", "100", "--tpot", "20");
        var seen = new List<ProbeSummary>();
        var late = 0.0;
        for (var probe = 0; probe < probes; probe++)
        {
            await server.LatenessAsync(reset: true);
            var plan = Plan(probe);
            var running = client.RunAsync(plan, new ServingEndpoint(server.Address, "autotune-mock"), new PatientMonitor(), ct);
            await disturb(ct);
            seen.Add(ProbeSummaries.Of(await running, Limits));
            late = Math.Max(late, (await server.LatenessAsync(reset: false)).P99_us / 1000);
        }

        var valid = seen.Where(probe => probe.WhyInvalid is null).ToArray();
        return new()
        {
            Client = name,
            Fault = fault,
            Probes = seen.Count,
            Invalid = seen.Count - valid.Length,
            ValidAndWrong = valid.Count(probe => probe.Attainment < Limits.Attainment),
            WorstValidAttainment = valid.Select(probe => probe.Attainment).DefaultIfEmpty(1).Min(),
            WorstServerLateP99Ms = late,
            Whys = [.. seen.Select(probe => probe.WhyInvalid).OfType<string>().Take(3)],
        };
    }

    /// <summary>2,000 chunks/s: an engine with forty streams.</summary>
    private static ProbePlan Plan(int stream) => new()
    {
        RequestsPerSecond = 20,
        WarmUp = TimeSpan.FromSeconds(2),
        Window = Window,
        Drain = TimeSpan.FromSeconds(10),
        Stream = new(new() { Input = new LengthDistribution.Fixed(8), Output = new LengthDistribution.Fixed(100) }, stream, 1),
        Template = new(),
        SendLagBudget = SendLag.Budget(Limits.Ttft),
    };

    private static async Task StopAsync(CancellationToken ct)
    {
        await Task.Delay(At, TimeProvider.System, ct);
        using var stopper = Process.Start("/bin/sh", ["-c", $"kill -STOP {Environment.ProcessId}; sleep 0.2; kill -CONT {Environment.ProcessId}"])!;
        await stopper.WaitForExitAsync(ct);
    }

    private static async Task BurnAsync(CancellationToken ct)
    {
        var burners = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Process.Start("/bin/sh", ["-c", "while :; do :; done"])!).ToArray();
        await Task.Delay(At, TimeProvider.System, ct);
        foreach (var burner in burners)
        {
            burner.Kill();
            await burner.WaitForExitAsync(ct);
            burner.Dispose();
        }
    }

    private static async Task CollectAsync(CancellationToken ct)
    {
        await Task.Delay(At, TimeProvider.System, ct);
        await Task.Run(
            () =>
            {
                var kept = new List<byte[]>();
                var until = Stopwatch.GetTimestamp() + 2 * Stopwatch.Frequency;
                while (Stopwatch.GetTimestamp() < until)
                {
                    for (var i = 0; i < 20_000; i++)
                        kept.Add(new byte[200]);
                    GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
                }
            },
            ct);
    }
}

internal sealed record FaultRow
{
    public required string Client { get; init; }
    public required string Fault { get; init; }
    public required int Probes { get; init; }
    public required int Invalid { get; init; }

    /// <summary>Lateness of the client that would have been the engine's.</summary>
    public required int ValidAndWrong { get; init; }

    public required double WorstValidAttainment { get; init; }
    public required double WorstServerLateP99Ms { get; init; }
    public required IReadOnlyList<string> Whys { get; init; }

    public override string ToString() => $"{Client,-8}  {Fault,-24} {Probes,6} {Invalid,8} {ValidAndWrong,16} {WorstValidAttainment,10:P1}   server late p99 {WorstServerLateP99Ms:0.00} ms   {string.Join("; ", Whys.Take(1))}";
}
