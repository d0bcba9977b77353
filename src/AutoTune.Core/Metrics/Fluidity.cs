using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>How evenly a request's tokens came, as a reader would feel it.</summary>
public static class Fluidity
{
    /// <summary>An index from here on counts as fluid.</summary>
    public const double Fluid = 0.9;

    /// <summary>Share of requests that have to be fluid at the fluid token generation rate.</summary>
    private const double Share = 0.99;

    private const double RelativePrecision = 1e-3;

    /// <summary>Seconds; of sums of intervals.</summary>
    private const double Rounding = 1e-7;

    /// <summary>Seconds; two reads of a client are not told apart below it.</summary>
    private const double Shortest = 1e-6;

    public static MetricDefinition Definition { get; } = new(
        "fluidity_index", "fraction",
        "tokens that came by their deadline ÷ tokens; the first token's deadline is the TTFT limit, each later one's is the last deadline + the TPOT limit, and after a miss deadlines start again at the token that came late",
        "etalon, formerly Metron (Agrawal et al. 2024); a buffer of early tokens may be used up, which a mean or a percentile of gaps cannot say");

    public static MetricDefinition RateDefinition { get; } = new(
        "fluid_tokens_per_second", "tokens/s",
        "highest rate of reading at which 99 % of requests have a fluidity index of at least 0.9; deadlines count from each request's first token",
        "etalon's fluid token generation rate");

    /// <returns>0 for a request that was not served, null where it has no token.</returns>
    public static double? IndexOf(RequestOutcome request, TimeSpan ttft, TimeSpan tpot)
    {
        if (request.End != RequestEnd.Completed)
            return 0;
        return request.Chunks.Count == 0 ? null : Index(request, ChunkTokens.Of(request), request.Scheduled + ttft, tpot.TotalSeconds);
    }

    /// <returns>Null where no request has two chunks.</returns>
    public static double? RateOf(IEnumerable<RequestOutcome> served)
    {
        var rates = served.Where(request => request.Chunks.Count > 1).Select(RateOf).Order().ToArray();
        return rates.Length == 0 ? null : rates[rates.Length - (int)Math.Ceiling(Share * rates.Length)];
    }

    /// <summary>The index falls as the rate rises, so it is found by halving.</summary>
    private static double RateOf(RequestOutcome request)
    {
        var tokens = ChunkTokens.Of(request);
        var start = request.Chunks[0];
        // So slow that every token is early, and so fast that none but those of the first chunk is.
        var (low, high) = (1 / Math.Max(Shortest, (request.Chunks[^1] - start).TotalSeconds), 1 / Shortest);
        while (high / low > 1 + RelativePrecision)
        {
            var rate = Math.Sqrt(low * high);
            if (Index(request, tokens, start, 1 / rate) >= Fluid)
                low = rate;
            else
                high = rate;
        }
        return low;
    }

    /// <param name="first">Deadline of the first token, on the probe's clock.</param>
    /// <param name="interval">Seconds from each deadline to the next.</param>
    private static double Index(RequestOutcome request, double[] tokens, TimeSpan first, double interval)
    {
        var (deadline, met, all) = (first.TotalSeconds, 0.0, 0.0);
        for (var chunk = 0; chunk < tokens.Length; chunk++)
        {
            var at = request.Chunks[chunk].TotalSeconds;
            for (var left = tokens[chunk]; left > 0; left--)
            {
                // A server's chunk may be worth a fraction of a token.
                var token = Math.Min(1, left);
                all += token;
                if (at > deadline + Rounding)
                    deadline = at;
                else
                    met += token;
                deadline += interval * token;
            }
        }
        return met / all;
    }
}
