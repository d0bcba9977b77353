namespace AutoTune.Engines;

/// <summary>How a process ended: by a code or by a signal; neither where the system did not tell.</summary>
public sealed record ProcessExit(int? Code, int? Signal)
{
    public override string ToString() => (Code, Signal) switch
    {
        (_, { } signal) => $"killed by signal {signal}",
        ({ } code, _) => $"exit code {code}",
        _ => "ended without a status",
    };
}
