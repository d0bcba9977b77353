namespace AutoTune.Capacity;

/// <summary>What is thought of a capacity before its first probe: log-normal.</summary>
/// <param name="Centre">Requests/s.</param>
/// <param name="Sd">Of the logarithm.</param>
internal readonly record struct CapacityPrior(double Centre, double Sd)
{
    /// <summary>Measured on this very configuration, on an earlier launch.</summary>
    public static CapacityPrior Own(double rate) => new(rate, 0.15);

    /// <summary>Measured on a parent, or predicted.</summary>
    public static CapacityPrior Related(double rate) => new(rate, 0.5);

    /// <summary>What a closed loop completed.</summary>
    public static CapacityPrior Burst(double rate) => new(rate, 0.4);

    public double LogDensity(double logRate) => -0.5 * Math.Pow((logRate - Math.Log(Centre)) / Sd, 2);

    /// <summary>Nothing that was thought before survives the sight of an engine that completes less: it centres there, and is wide.</summary>
    public CapacityPrior NotAbove(double completions) => completions < Centre ? new(completions, Math.Max(Sd, 0.4)) : this;
}
