namespace AutoTune.Load;

/// <summary>Stream k of a study: the same requests serve probe k of every candidate, scaled in time (common random numbers).</summary>
/// <param name="Number">k, from 0; a stream is never used twice for one configuration.</param>
/// <param name="Seed">The study's seed; contents are a pure function of (seed, number, index).</param>
public sealed record ReferenceStream(Workload Workload, int Number, ulong Seed);

/// <summary>One request of a probe before it is sent.</summary>
/// <param name="Scheduled">Since the probe's start.</param>
/// <param name="TextSeed">Makes its prompt unique and repeatable.</param>
public sealed record PlannedRequest(int Index, TimeSpan Scheduled, int InputTokens, int OutputTokens, ulong TextSeed);
