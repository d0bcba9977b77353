using AutoTune.Trials;

namespace AutoTune.Engines;

/// <summary>What an exit code or a signal means where the log shows no cause.</summary>
public sealed record ExitRule(int? Code, int? Signal, FailureClass Class)
{
    public bool Matches(ProcessExit exit) => exit.Signal is { } signal ? signal == Signal : exit.Code is { } code && code == Code;
}
