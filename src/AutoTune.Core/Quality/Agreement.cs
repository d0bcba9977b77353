using AutoTune.Metrics;

namespace AutoTune.Quality;

/// <summary>How often a server's next token is the reference's, when it is given the reference's own text (teacher forcing): one different token does not make all that follow differ.</summary>
/// <param name="Compared">Tokens.</param>
/// <param name="Divergence">Mean Kullback–Leibler divergence from the reference, nats per token, over its likeliest tokens: what is outside of them is left out, so it is at least this. Null without log-probabilities.</param>
public sealed record Agreement(int Same, int Compared, double? Divergence)
{
    /// <summary>0 to 1.</summary>
    public double Share => Compared == 0 ? 0 : (double)Same / Compared;

    /// <summary>With a standard error as if tokens were independent; never 0, for a thousand equal tokens do not make the next one certain.</summary>
    public Estimate ToEstimate()
    {
        // Agresti and Coull's: two more of each.
        var shrunk = (Same + 2.0) / (Compared + 4.0);
        return new(Share, Math.Sqrt(shrunk * (1 - shrunk) / (Compared + 4)), double.PositiveInfinity, Scale.Linear, 1) { Least = 0 };
    }

    /// <summary>Token by token, up to the first that differs: what comes after it answers another text.</summary>
    public static Agreement Of(IReadOnlyList<GreedyToken> reference, IReadOnlyList<GreedyToken> other)
    {
        var same = reference.Zip(other).TakeWhile(pair => pair.First.Text == pair.Second.Text).Count();
        var compared = Math.Min(same + 1, reference.Count);
        var divergences = reference.Zip(other).Take(compared).Where(pair => pair.First.LogProbs.Count > 0 && pair.Second.LogProbs.Count > 0).Select(pair => DivergenceOf(pair.First.LogProbs, pair.Second.LogProbs)).ToArray();
        return new(same, compared, divergences.Length == 0 ? null : divergences.Average());
    }

    public static Agreement Sum(IReadOnlyCollection<Agreement> parts)
    {
        var measured = parts.Where(part => part.Divergence is not null).ToArray();
        var weight = measured.Sum(part => part.Compared);
        return new(parts.Sum(part => part.Same), parts.Sum(part => part.Compared), weight == 0 ? null : measured.Sum(part => part.Divergence!.Value * part.Compared) / weight);
    }

    /// <summary>Σ p·ln(p ÷ q) over the reference's likely tokens; one that the other does not list is at most as likely as the least that it lists.</summary>
    private static double DivergenceOf(IReadOnlyDictionary<string, double> reference, IReadOnlyDictionary<string, double> other)
    {
        var least = other.Values.Min();
        return Math.Max(0, reference.Sum(token => Math.Exp(token.Value) * (token.Value - other.GetValueOrDefault(token.Key, least))));
    }
}
