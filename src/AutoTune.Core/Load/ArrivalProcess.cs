using System.Text.Json.Serialization;

namespace AutoTune.Load;

/// <summary>How requests are spaced. Of every kind a window holds exactly the arrivals that its rate promises: short windows differ by up to 30 % in realised rate otherwise.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Poisson), "poisson")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(Gamma), "gamma")]
[JsonDerivedType(typeof(Replay), "replay")]
public abstract record ArrivalProcess
{
    private ArrivalProcess()
    {
    }

    public sealed record Poisson : ArrivalProcess;

    public sealed record Constant : ArrivalProcess;

    /// <param name="Burstiness">Shape of the gaps' gamma distribution, above 0: below 1 arrivals come in bursts, 1 is Poisson, above 1 they are more even.</param>
    public sealed record Gamma(double Burstiness) : ArrivalProcess;

    /// <summary>The spacing of the workload's trace, scaled to the rate that is asked for.</summary>
    public sealed record Replay : ArrivalProcess;
}
