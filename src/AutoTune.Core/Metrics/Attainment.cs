namespace AutoTune.Metrics;

/// <summary>Share of requests that meet every limit of the SLO.</summary>
public static class Attainment
{
    public static MetricDefinition Definition { get; } = new(
        "attainment", "fraction",
        "requests that meet all limits ÷ all requests scheduled in the window; errors, time-outs, broken streams and dropped requests miss",
        "DistServe's joint SLO (Zhong et al. 2024)");

    /// <returns>0 for no requests: nothing was shown to be met.</returns>
    public static double Of(int met, int requests) => requests == 0 ? 0 : (double)met / requests;
}
