namespace AutoTune.Load;

/// <summary>Was the client on time? A late client makes a probe invalid; it never makes an engine slow.</summary>
internal static class SendHealth
{
    private const double TolerableShare = 0.01;

    /// <summary>Nearest-rank 99th percentile of actual minus scheduled send.</summary>
    public static TimeSpan LagP99(IReadOnlyList<RequestOutcome> requests)
    {
        var lags = requests.Where(request => request.Sent is not null).Select(Lag).Order().ToArray();
        return lags.Length == 0 ? TimeSpan.Zero : lags[(int)Math.Ceiling(0.99 * lags.Length) - 1];
    }

    /// <returns>Null where the probe is valid. One request may always be late: it is more than 1 % of a short probe, and no evidence.</returns>
    public static string? WhyInvalid(ProbePlan plan, IReadOnlyList<RequestOutcome> requests)
    {
        var counted = plan.Concurrency is { } starters ? requests.Skip(starters).ToArray() : requests;
        var tolerable = Math.Max(1, TolerableShare * counted.Count);
        var late = counted.Count(request => Lag(request) > plan.SendLagBudget);
        if (late > tolerable)
            return $"the client sent {late} of {counted.Count} requests more than {plan.SendLagBudget.TotalMilliseconds:0.##} ms late (99th percentile {LagP99(counted).TotalMilliseconds:0.##} ms)";
        return WhyOffRate(plan, requests);
    }

    private static string? WhyOffRate(ProbePlan plan, IReadOnlyList<RequestOutcome> requests)
    {
        var until = plan.WarmUp + plan.Window;
        var scheduled = requests.Count(request => request.Scheduled >= plan.WarmUp && request.Scheduled < until && request.Sent is not null);
        var sent = requests.Count(request => request.Sent >= plan.WarmUp && request.Sent < until);
        return Math.Abs(sent - scheduled) > Math.Max(1, TolerableShare * scheduled)
            ? $"the client sent {sent} requests in the window where {scheduled} were scheduled"
            : null;
    }

    private static TimeSpan Lag(RequestOutcome request) => request.Sent is { } sent ? sent - request.Scheduled : TimeSpan.Zero;
}
