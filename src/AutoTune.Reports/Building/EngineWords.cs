using AutoTune.Load;

namespace AutoTune.Reports.Building;

/// <summary>What an engine said of itself during a probe, in words.</summary>
internal static class EngineWords
{
    /// <returns>Null where it said nothing worth a line.</returns>
    public static string? Of(EngineReading? reading)
    {
        if (reading is null)
            return null;
        string?[] said =
        [
            reading is { RunningMean: { } running } ? $"{running:0.#} running{(reading.WaitingMean is { } waiting ? $", {waiting:0.#} waiting" : "")} on average" : null,
            reading.KvUsageMost is { } usage ? $"KV cache up to {usage * 100:0} % full" : null,
            reading.Preemptions is > 0 and var preempted ? $"{preempted:0} preemptions" : null,
            reading.PrefixHits is > 0 and var hits ? $"prefix cache {hits * 100:0} %" : null,
            reading.Acceptance is { } accepted ? $"{accepted * 100:0} % of drafts accepted" : null,
        ];
        return said.OfType<string>().ToArray() is { Length: > 0 } words ? string.Join(", ", words) : null;
    }
}
