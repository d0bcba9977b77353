using System.Text.Json.Serialization;
using AutoTune.Load.Traces;

namespace AutoTune.Load;

/// <summary>What users send: when requests arrive and how long they are.</summary>
public sealed record Workload
{
    public ArrivalProcess Arrivals { get; init; } = new ArrivalProcess.Poisson();

    /// <summary>Tokens of the prompt, without a shared prefix.</summary>
    public required LengthDistribution Input { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public required LengthDistribution Output { get; init; }

    /// <summary>Requests are taken from it, in its order, from a place of its own for each stream; null where they are drawn.</summary>
    [JsonIgnore]
    public Trace? Trace { get; init; }

    /// <summary>Prompts are real texts, whose lengths are estimates until the server counts them.</summary>
    [JsonIgnore]
    public bool HasTexts => Trace?.Requests[0].Prompt is not null;

    /// <summary>Null where prompts share nothing (or what the trace says).</summary>
    public SharedPrefix? Prefix { get; init; }

    /// <summary>Null where each request is alone.</summary>
    public Conversation? Conversation { get; init; }

    /// <summary>Prompt and answer together are cut to it; null for no limit.</summary>
    public int? MaxContext { get; init; }

    /// <summary>What a trace says, at its own spacing where it has one.</summary>
    public static Workload Of(Trace trace) => new()
    {
        Arrivals = trace.HasArrivals ? new ArrivalProcess.Replay() : new ArrivalProcess.Poisson(),
        Input = new LengthDistribution.Empirical([.. trace.Requests.Select(request => request.InputTokens)], trace.Source),
        Output = new LengthDistribution.Empirical([.. trace.Requests.Select(request => request.OutputTokens)], trace.Source),
        Trace = trace,
    };
}

/// <summary>Lengths in tokens, at least 1.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Fixed), "fixed")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(LogNormal), "lognormal")]
[JsonDerivedType(typeof(Empirical), "empirical")]
public abstract record LengthDistribution
{
    private LengthDistribution()
    {
    }

    public sealed record Fixed(int Tokens) : LengthDistribution;

    public sealed record Uniform(int Low, int High) : LengthDistribution;

    /// <param name="Mean">Of the distribution itself, not of its logarithm.</param>
    /// <param name="P99">99th percentile; must be above the mean.</param>
    public sealed record LogNormal(double Mean, double P99) : LengthDistribution;

    /// <summary>Drawn with replacement from listed lengths, such as a CSV column.</summary>
    public sealed record Empirical(IReadOnlyList<int> Lengths, string Source) : LengthDistribution;
}
