namespace AutoTune.Metrics;

/// <summary>Rate of requests that meet the SLO.</summary>
public static class Goodput
{
    public static MetricDefinition Definition { get; } = new(
        "goodput", "requests/s", "arrival rate × attainment", "DistServe (Zhong et al. 2024)");

    public static double Of(double rate, double attainment) => rate * attainment;
}
