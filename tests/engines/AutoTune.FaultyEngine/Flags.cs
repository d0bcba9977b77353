using System.Globalization;

namespace AutoTune.FaultyEngine;

/// <summary>What the fake was told.</summary>
internal sealed record Flags
{
    public const string Help =
        """
        usage: faulty-engine [options]   (a fake engine for tests)

        -h,    --help                           print usage and exit
        --version                               show version
        -m,    --model FNAME                    not read: there is no model in here
        --host HOST                             ip address to listen (default: 127.0.0.1)
        --port PORT                             port to listen (default: 8080)
        -np,   --slots N                        requests that are answered at once; others wait (default: 1)
        --ttft MS                               time of the first token (default: 10)
        --tpot MS                               time of each further token (default: 2)
        --fault FAULT                           how it fails
                                                (default: none, allowed values: none, die-at-start, die-after, hang-after, break-streams, never-ready, slow-start)
        --fault-count N                         requests after which it dies or hangs (default: 8)

        """;

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required int Slots { get; init; }

    public required TimeSpan FirstToken { get; init; }

    public required TimeSpan PerToken { get; init; }

    public required Fault Fault { get; init; }

    public required int FaultCount { get; init; }

    public static Flags Parse(string[] args)
    {
        var given = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
        int Number(string flag, int otherwise) => given.TryGetValue(flag, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        return new()
        {
            Host = given.GetValueOrDefault("--host", "127.0.0.1"),
            Port = Number("--port", 8080),
            Slots = Number("--slots", 1),
            FirstToken = TimeSpan.FromMilliseconds(Number("--ttft", 10)),
            PerToken = TimeSpan.FromMilliseconds(Number("--tpot", 2)),
            Fault = Enum.Parse<Fault>(given.GetValueOrDefault("--fault", "none").Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
            FaultCount = Number("--fault-count", 8),
        };
    }
}

internal enum Fault
{
    None,
    DieAtStart,
    DieAfter,
    HangAfter,
    BreakStreams,
    NeverReady,
    SlowStart,
}
