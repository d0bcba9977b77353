namespace AutoTune.Trials;

/// <summary>The kinds of <see cref="TrialOrigin"/>, as stored.</summary>
public static class TrialOrigins
{
    public const string Baseline = "baseline";

    public const string VendorDefault = "vendor default";

    public const string Recipe = "recipe";

    public const string Random = "random";

    public const string Mutation = "mutation";

    public const string Crossover = "crossover";
}
