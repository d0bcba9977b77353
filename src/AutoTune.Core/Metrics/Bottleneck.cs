using System.Globalization;

namespace AutoTune.Metrics;

/// <summary>What bound a probe that missed its SLO, by what the client and the engine saw.</summary>
/// <param name="Kind">As the hints of search spaces name it: <c>kv_full</c>, <c>queue</c>, <c>prefill</c>, <c>decode</c>, <c>answers_held_up</c>.</param>
/// <param name="Sentence">For people, with the figures that it rests on.</param>
public sealed record Bottleneck(string Kind, string Sentence)
{
    /// <summary>A KV cache that is fuller has no room for one more request.</summary>
    private const double Full = 0.98;

    /// <summary>Requests that wait on average, from which on a queue is meant and not a moment.</summary>
    private const double Queueing = 0.5;

    /// <summary>Longest gaps over usual ones: answers stand still while something else is worked on.</summary>
    private const double Uneven = 4;

    /// <returns>Null where the SLO was met, or nothing tells.</returns>
    public static Bottleneck? Of(ProbeSummary probe)
    {
        var (ttft, tpot) = (Missed(probe, "ttft"), Missed(probe, "tpot"));
        var engine = probe.Engine;
        if ((ttft || tpot) && engine is { Preemptions: >= 1 })
            return new("kv_full", Text($"the KV cache was full: {engine.Preemptions:0} requests were put back"));
        if (ttft && engine is { KvUsageMost: >= Full, WaitingMean: >= Queueing })
            return new("kv_full", Text($"the KV cache was full ({engine.KvUsageMost * 100:0} %) and {engine.WaitingMean:0.#} requests waited on average"));
        if (ttft && engine is { WaitingMean: >= Queueing })
            return new("queue", Text($"requests waited to be begun: {engine.WaitingMean:0.#} on average, {engine.WaitingMost:0} at most, behind {engine.RunningMean:0.#} running"));
        if (ttft && !tpot && engine?.WaitingMean is not null)
            return new("prefill", Text($"reading prompts took too long: first tokens came late (TTFT {probe.TtftMs?.P90:0} ms, 90th percentile) though nothing waited"));
        if (!tpot)
            return null;
        return probe.IclMs is { } gaps && gaps.P99 > Uneven * gaps.P50
            ? new("answers_held_up", Text($"answers stood still while prompts were read: gaps of {gaps.P99:0} ms (99th percentile) where {gaps.P50:0} ms are usual"))
            : new("decode", Text($"every token took too long: {probe.TpotMs?.P50:0.#} ms (median){(engine?.RunningMean is { } running ? Text($" with {running:0.#} requests at once") : "")}"));
    }

    private static bool Missed(ProbeSummary probe, string limit) => probe.SloMargins.TryGetValue(limit, out var margin) && margin < 0;

    private static string Text(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
