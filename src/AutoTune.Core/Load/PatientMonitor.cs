namespace AutoTune.Load;

/// <summary>Lets a probe run to its end.</summary>
internal sealed class PatientMonitor : IProbeMonitor
{
    public ProbeDecision OnOutcome(RequestOutcome outcome) => ProbeDecision.GoOn;

    public ProbeDecision OnTick(in LoadState state) => ProbeDecision.GoOn;
}
