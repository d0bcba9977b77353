namespace AutoTune.Metrics;

/// <summary>What a reader of a load test should know beside its figures.</summary>
public static class ProbeNotes
{
    /// <summary>Single requests arrive as often as they are offered; turns wait for the replies before them.</summary>
    private const double LeastArrived = 0.9;

    public const string CountedByChunks = "the server gave no usage and has no tokenizer to ask: a chunk counts as one token, which is wrong where chunks hold several";

    /// <summary>Whole sentences, without their full stop.</summary>
    public static IReadOnlyList<string> Of(ProbeSummary probe)
    {
        var notes = new List<string>();
        if (probe.StoppedBecause is null && probe.AchievedRate < LeastArrived * probe.OfferedRate)
            notes.Add("conversations had not built up when the window began, or the server holds their next turns up: a longer --duration has a longer warm-up");
        if (probe.TokensCountedByChunks)
            notes.Add(CountedByChunks);
        return notes;
    }
}
