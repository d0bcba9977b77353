namespace AutoTune.Load;

/// <summary>Did the server get the prompts that the workload describes? Other lengths, or a prefix cache that knew them, are another workload.</summary>
internal static class PromptHealth
{
    private const double TolerableDeviation = 0.1;
    private const int TolerableTokens = 8;

    private const double TolerableHits = 0.05;

    /// <summary>A cache keeps whole blocks, and a chat template begins alike.</summary>
    private const int BlockSlack = 16;

    /// <returns>Null where the probe is valid, or where the server says nothing of it.</returns>
    public static string? WhyInvalid(ProbePlan plan, IReadOnlyList<RequestOutcome> requests)
    {
        var served = requests.Where(request => request.End == RequestEnd.Completed).ToArray();
        return served.Length == 0 ? null : WhyOtherLengths(plan, served) ?? WhyCached(plan, served);
    }

    private static string? WhyOtherLengths(ProbePlan plan, RequestOutcome[] served)
    {
        if (plan.Prompts.Source == CalibrationSource.Assumed || plan.Stream.Workload.HasTexts)
            return null;
        var (planned, realised) = (served.Average(request => request.PlannedInputTokens), served.Average(request => request.InputTokens));
        // No prompt is shorter than its template with a few words.
        var shortest = plan.Prompts.FixedTokens + TolerableTokens;
        return Math.Abs(realised - Math.Max(planned, shortest)) > Math.Max(TolerableTokens, TolerableDeviation * planned)
            ? $"prompts had {realised:0.#} tokens on average where {planned:0.#} were planned"
            : null;
    }

    private static string? WhyCached(ProbePlan plan, RequestOutcome[] served)
    {
        var told = served.Where(request => request.CachedTokens is not null).ToArray();
        if (told.Length == 0)
            return null;
        var excess = told.Average(request => Math.Max(0, request.CachedTokens!.Value - request.SharedTokens - plan.Prompts.FixedTokens - BlockSlack));
        return excess > TolerableHits * told.Average(request => request.InputTokens)
            ? $"the server had {excess:0.#} tokens of a prompt in its prefix cache, on average, beyond what the workload shares"
            : null;
    }
}
