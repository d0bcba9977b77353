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

    /// <summary>By then all streams run; memory, allocations and processor time are counted from here.</summary>
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(5);

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
            WarmUp = Started,
            Window = length / 2,
            Drain = length * 2,
            Stream = new(new() { Input = new LengthDistribution.Fixed(8), Output = new LengthDistribution.Fixed((int)(length / Tpot)) }, 0, 1),
            Template = new(),
        };
        var cpu = new WindowCpu(plan, server);
        var running = client.RunAsync(plan, new ServingEndpoint(server.Address, "autotune-mock"), cpu, ct);
        await Task.Delay(Started, TimeProvider.System, ct);
        await server.LatenessAsync(reset: true);
        var paused = GC.GetTotalPauseDuration();
        await Task.Delay(plan.Window * 0.9, TimeProvider.System, ct);
        paused = GC.GetTotalPauseDuration() - paused;
        var record = await running;
        var late = await server.LatenessAsync(reset: false);
        // The window ends while they run: what came until then counts.
        var added = record.Requests.Where(request => request.Chunks.Count > 0).SelectMany(Added).Order().ToArray();
        return new()
        {
            Client = name,
            Streams = streams,
            ChunksPerSecond = added.Length / (record.Elapsed - Started).TotalSeconds,
            AddedP50Ms = added[added.Length / 2],
            AddedP99Ms = added[(int)(added.Length * 0.99)],
            AddedMaxMs = added[^1],
            ServerLateP99Ms = late.P99_us / 1000,
            ServerLateMaxMs = late.Max_us / 1000,
            MemoryMb = Process.GetCurrentProcess().WorkingSet64 / 1e6,
            AllocatedBytesPerChunk = cpu.AllocatedBytes / (double)added.Length,
            GcPausesMs = paused.TotalMilliseconds,
            ClientCores = cpu.ClientCores,
            Valid = record.WhyInvalid is null,
        };
    }

    /// <summary>Milliseconds that each chunk came later than the promptest of its stream: thousands of requests that are sent at once are begun by the server one after the other, which is not the client's doing.</summary>
    private static IEnumerable<double> Added(RequestOutcome request)
    {
        var late = request.Chunks.Select((read, index) => (read - Tpot * index).TotalMilliseconds).ToArray();
        var promptest = late.Min();
        return request.Chunks.Zip(late).Where(chunk => chunk.First >= Started).Select(chunk => chunk.Second - promptest);
    }
}

internal sealed record StreamsRow
{
    public required string Client { get; init; }
    public required int Streams { get; init; }
    public required double ChunksPerSecond { get; init; }

    /// <summary>Later than the promptest chunk of the stream, the server's own lateness included.</summary>
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
