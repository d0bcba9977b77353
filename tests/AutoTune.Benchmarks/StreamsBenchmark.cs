using System.Diagnostics;
using System.Text.Json;
using AutoTune.Load;
using AutoTune.Load.Sockets;

namespace AutoTune.Benchmarks;

/// <summary>Many streams at once: how much later than ordered each chunk is read, and what that takes.</summary>
internal static class StreamsBenchmark
{
    private static readonly TimeSpan Ttft = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tpot = TimeSpan.FromMilliseconds(200);
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(IReadOnlyList<int> counts, TimeSpan length, string only, string? output, CancellationToken ct)
    {
        var rows = new List<StreamsRow>();
        Console.WriteLine("client    streams  chunks/s  added p50  p99  max ms   server late p99  max ms   memory MB   bytes/chunk   GC pauses ms   client cores   valid");
        foreach (var streams in counts)
            foreach (var (name, client) in ClientBenchmark.Clients(only))
            {
                using var server = await MockProcess.StartAsync("--ttft", $"{Ttft.TotalMilliseconds}", "--tpot", $"{Tpot.TotalMilliseconds}");
                rows.Add(await MeasureAsync(name, client, server, streams, length, ct));
                Console.WriteLine(rows[^1]);
            }

        if (output is not null)
            await File.WriteAllTextAsync(output, JsonSerializer.Serialize(rows, Written), ct);
        return 0;
    }

    private static async Task<StreamsRow> MeasureAsync(string name, ILoadGenerator client, MockProcess server, int streams, TimeSpan length, CancellationToken ct)
    {
        var plan = new ProbePlan
        {
            Concurrency = streams,
            WarmUp = TimeSpan.Zero,
            Window = length / 2,
            Drain = length * 2,
            Stream = new(new() { Input = new LengthDistribution.Fixed(8), Output = new LengthDistribution.Fixed((int)(length / Tpot)) }, 0, 1),
            Template = new(),
        };
        var cpu = new WindowCpu(plan, server);
        await server.LatenessAsync(reset: true);
        var paused = GC.GetTotalPauseDuration();
        var record = await client.RunAsync(plan, new ServingEndpoint(server.Address, "autotune-mock"), cpu, ct);
        paused = GC.GetTotalPauseDuration() - paused;
        var late = await server.LatenessAsync(reset: false);
        var added = record.Requests.Where(request => request.End == RequestEnd.Completed).SelectMany(Added).Order().ToArray();
        return new()
        {
            Client = name,
            Streams = streams,
            ChunksPerSecond = added.Length / length.TotalSeconds,
            AddedP50Ms = added[added.Length / 2],
            AddedP99Ms = added[(int)(added.Length * 0.99)],
            AddedMaxMs = added[^1],
            ServerLateP99Ms = late.P99_us / 1000,
            ServerLateMaxMs = late.Max_us / 1000,
            MemoryMb = Process.GetCurrentProcess().WorkingSet64 / 1e6,
            AllocatedBytesPerChunk = cpu.AllocatedBytes / (added.Length / length.TotalSeconds * plan.Window.TotalSeconds),
            GcPausesMs = paused.TotalMilliseconds,
            ClientCores = cpu.ClientCores,
            Valid = record.WhyInvalid is null,
        };
    }

    /// <summary>Milliseconds after the moment at which each chunk was due, counted from the request's own sending.</summary>
    private static IEnumerable<double> Added(RequestOutcome request) =>
        request.Chunks.Select((read, index) => (read - request.Sent!.Value - Ttft - Tpot * index).TotalMilliseconds);
}

internal sealed record StreamsRow
{
    public required string Client { get; init; }
    public required int Streams { get; init; }
    public required double ChunksPerSecond { get; init; }

    /// <summary>Later than ordered, the server's own lateness included.</summary>
    public required double AddedP50Ms { get; init; }

    public required double AddedP99Ms { get; init; }
    public required double AddedMaxMs { get; init; }
    public required double ServerLateP99Ms { get; init; }
    public required double ServerLateMaxMs { get; init; }
    public required double MemoryMb { get; init; }
    public required double AllocatedBytesPerChunk { get; init; }
    public required double GcPausesMs { get; init; }
    public required double ClientCores { get; init; }
    public required bool Valid { get; init; }

    public override string ToString() =>
        $"{Client,-8} {Streams,8} {ChunksPerSecond,9:0} {AddedP50Ms,10:0.00} {AddedP99Ms,5:0.00} {AddedMaxMs,6:0.0} {ServerLateP99Ms,17:0.00} {ServerLateMaxMs,7:0.0} {MemoryMb,11:0} {AllocatedBytesPerChunk,13:0.0} {GcPausesMs,14:0.0} {ClientCores,14:0.00} {Valid,7}";
}
