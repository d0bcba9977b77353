namespace AutoTune.Quality;

/// <summary>One token of a greedy continuation; a word where the server tells its tokens apart to nobody.</summary>
/// <param name="LogProbs">Text of a likely token → natural logarithm of its probability, the likeliest few; empty where the server gives none.</param>
public sealed record GreedyToken(string Text, IReadOnlyDictionary<string, double> LogProbs);
