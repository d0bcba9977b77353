using System.Text.Json;
using AutoTune.Load;
using AutoTune.Load.Sockets;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Benchmarks;

/// <summary>True TTFT 100 ms, TPOT 20 ms, 200 tokens of one chunk each; an SLO of 150/25 ms, so the true attainment is 100 %: what a client reads below that is its own lateness.</summary>
internal static class ClientBenchmark
{
    private const int TokensPerRequest = 200;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Slo Limits = new(TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(25), null, 0.99);

    public static async Task<int> RunAsync(IReadOnlyList<int> chunkRates, TimeSpan window, string only, string? output, CancellationToken ct)
    {
        var rows = new List<ClientRow>();
        Console.WriteLine("client    chunks/s   attainment  TTFT p50  p99 ms   TPOT p99 ms   lag p99 ms  client cores  server cores  server late p99 ms   bytes/chunk  gen0   valid");
        foreach (var rate in chunkRates)
            foreach (var (name, client) in Clients(only))
            {
                using var server = await MockProcess.StartAsync("--ttft", "100", "--tpot", "20");
                var row = await MeasureAsync(name, client, server, rate, window, ct);
                rows.Add(row);
                Console.WriteLine(row);
            }

        if (output is not null)
            await File.WriteAllTextAsync(output, JsonSerializer.Serialize(rows, Written), ct);
        return 0;
    }

    internal static IEnumerable<(string Name, ILoadGenerator Client)> Clients(string only)
    {
        if (only is "sockets" or "both")
            yield return ("sockets", new SocketLoadGenerator(TimeProvider.System, keepAlive: true) { Loops = 1 });
        if (only is "http" or "both")
            yield return ("http", new HttpLoadGenerator(TimeProvider.System, keepAlive: true));
    }

    private static async Task<ClientRow> MeasureAsync(string name, ILoadGenerator client, MockProcess server, int chunks, TimeSpan window, CancellationToken ct)
    {
        var plan = new ProbePlan
        {
            RequestsPerSecond = (double)chunks / TokensPerRequest,
            WarmUp = WarmUp,
            Window = window,
            Drain = TimeSpan.FromSeconds(10),
            Stream = new(new() { Arrivals = new ArrivalProcess.Constant(), Input = new LengthDistribution.Fixed(8), Output = new LengthDistribution.Fixed(TokensPerRequest) }, 0, 1),
            Template = new(),
        };
        var cpu = new WindowCpu(plan, server);
        await server.LatenessAsync(reset: true);
        var record = await client.RunAsync(plan, new ServingEndpoint(server.Address, "autotune-mock"), cpu, ct);
        var late = await server.LatenessAsync(reset: false);
        var seen = ProbeSummaries.Of(record, Limits, name);
        return new()
        {
            Client = name,
            ChunksPerSecond = (int)seen.OutputTokensPerSecond,
            Attainment = seen.Attainment,
            TtftP50Ms = seen.TtftMs?.P50 ?? double.NaN,
            TtftP99Ms = seen.TtftMs?.P99 ?? double.NaN,
            TpotP99Ms = seen.TpotMs?.P99 ?? double.NaN,
            SendLagP99Ms = seen.SendLagP99Ms,
            ClientCores = cpu.ClientCores,
            ServerCores = cpu.ServerCores,
            ServerLateP99Ms = late.P99_us / 1000,
            AllocatedBytesPerChunk = cpu.AllocatedBytes / (seen.OutputTokensPerSecond * window.TotalSeconds),
            Collections = cpu.Collections,
            Valid = seen.WhyInvalid is null,
        };
    }
}

internal sealed record ClientRow
{
    public required string Client { get; init; }
    public required int ChunksPerSecond { get; init; }
    public required double Attainment { get; init; }
    public required double TtftP50Ms { get; init; }
    public required double TtftP99Ms { get; init; }
    public required double TpotP99Ms { get; init; }
    public required double SendLagP99Ms { get; init; }

    /// <summary>Processors kept busy in the window.</summary>
    public required double ClientCores { get; init; }

    public required double ServerCores { get; init; }
    public required double ServerLateP99Ms { get; init; }
    public required double AllocatedBytesPerChunk { get; init; }
    public required int Collections { get; init; }
    public required bool Valid { get; init; }

    public override string ToString() =>
        $"{Client,-8} {ChunksPerSecond,9} {Attainment,11:P1} {TtftP50Ms,10:0.00} {TtftP99Ms,7:0.00} {TpotP99Ms,12:0.00} {SendLagP99Ms,12:0.000} {ClientCores,12:0.00} {ServerCores,13:0.00} {ServerLateP99Ms,17:0.00} {AllocatedBytesPerChunk,14:0.0} {Collections,6} {Valid,8}";
}
