namespace AutoTune.Studies;

/// <summary>MLPerf Inference's server scenarios: percentiles of TTFT and of TPOT, each by itself.</summary>
public static class SloPresets
{
    /// <summary><c>Server.target_latency_percentile</c>.</summary>
    private const double Percentile = 0.99;

    /// <summary>Source: mlcommons/inference, loadgen/mlperf.conf (Server.ttft_latency and Server.tpot_latency, ms).</summary>
    private static readonly SortedDictionary<string, (int Ttft, int Tpot)> Limits = new(StringComparer.Ordinal)
    {
        ["mlperf-llama2-70b"] = (2000, 200),
        ["mlperf-llama2-70b-interactive"] = (450, 40),
        ["mlperf-mixtral-8x7b"] = (2000, 200),
        ["mlperf-llama3.1-405b"] = (6000, 175),
        ["mlperf-llama3.1-405b-interactive"] = (4500, 80),
        ["mlperf-llama3.1-8b"] = (2000, 100),
        ["mlperf-llama3.1-8b-interactive"] = (500, 30),
        ["mlperf-deepseek-r1"] = (2000, 80),
        ["mlperf-deepseek-r1-interactive"] = (1500, 15),
    };

    public static IReadOnlyCollection<string> Names => Limits.Keys;

    /// <returns>Null where there is no such preset.</returns>
    public static Slo? Find(string name) => Limits.TryGetValue(name, out var limits)
        ? new(TimeSpan.FromMilliseconds(limits.Ttft), TimeSpan.FromMilliseconds(limits.Tpot), null, Percentile) { Form = SloForm.EachLimit }
        : null;
}
