using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>Tokens that the server took in and gave out while the window was open.</summary>
public static class TotalThroughput
{
    public static MetricDefinition Definition { get; } = new(
        "total_tokens_per_second", "tokens/s",
        "(prompt tokens of requests whose first token came inside the window + tokens stamped inside it) ÷ window",
        "a prompt counts when it has been computed; vLLM's bench counts prompts of all completed requests over the wall time with the drain");

    public static double Of(ProbeRecord record)
    {
        var (start, end) = OutputThroughput.WindowOf(record);
        if (end <= start)
            return 0;
        var prompts = record.Requests.Where(request => request.FirstToken >= start && request.FirstToken < end).Sum(request => (double)request.InputTokens);
        return prompts / (end - start).TotalSeconds + OutputThroughput.Of(record);
    }
}
