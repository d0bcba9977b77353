using System.Text.Json;

namespace AutoTune.Tests.Search.Synthetic;

/// <summary>The file format <c>serving-space/1</c>, as far as tests need it.</summary>
public sealed record SyntheticDocument
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Name { get; init; }

    public required IReadOnlyList<SyntheticParameter> Parameters { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> Defaults { get; init; }

    public required IReadOnlyList<SyntheticRule> Rules { get; init; }

    public required IReadOnlyDictionary<string, double> Limits { get; init; }

    public required SyntheticNoise Noise { get; init; }

    public required SyntheticTruth Hidden { get; init; }

    public required SyntheticOptimum Optimum { get; init; }

    public required IReadOnlyList<SyntheticVector> TestVectors { get; init; }

    public static SyntheticDocument Read(string file) =>
        JsonSerializer.Deserialize<SyntheticDocument>(File.ReadAllText(file), Options)!;
}

public sealed record SyntheticParameter(string Name, string? Role, string Type, IReadOnlyList<JsonElement>? Values, double? Low, double? High, IReadOnlyList<SyntheticCondition>? When);

public sealed record SyntheticCondition(string Parameter, IReadOnlyList<JsonElement> In);

public sealed record SyntheticRule(string Text, IReadOnlyList<SyntheticCondition> If, SyntheticConsequence Then);

public sealed record SyntheticConsequence(string? Parameter, IReadOnlyList<JsonElement>? In, string? Compare, SyntheticProduct? Left, SyntheticProduct? Right);

public sealed record SyntheticProduct(double Constant, IReadOnlyList<string> Parameters);

public sealed record SyntheticNoise(double Sigma, double OutlierProbability, double OutlierFactor);

public sealed record SyntheticTruth(SyntheticModel Capacity, SyntheticModel TtftMs, SyntheticModel TpotOneStreamMs, IReadOnlyList<SyntheticCrashRule> CrashRules);

public sealed record SyntheticModel(double Base, IReadOnlyList<SyntheticTerm> Terms);

public sealed record SyntheticTerm
{
    public required string Kind { get; init; }

    public required IReadOnlyList<string> Parameters { get; init; }

    public IReadOnlyList<SyntheticCondition>? When { get; init; }

    public IReadOnlyDictionary<string, double>? Values { get; init; }

    public double Amount { get; init; }

    public double Rate { get; init; }

    public double Center { get; init; }

    public double Slope { get; init; }

    public double Threshold { get; init; }

    public double Phase { get; init; }

    public IReadOnlyList<double>? Frequencies { get; init; }
}

public sealed record SyntheticCrashRule(IReadOnlyList<SyntheticCondition>? When, IReadOnlyList<SyntheticTerm>? Terms, double Above);

public sealed record SyntheticOptimum(double Capacity, SyntheticBestDefault BestDefault);

public sealed record SyntheticBestDefault(string Engine, double Capacity);

public sealed record SyntheticVector(IReadOnlyDictionary<string, JsonElement> Config, ulong? Seed, ulong? Trial, SyntheticExpectation Outcome);

public sealed record SyntheticExpectation(string? Crash, double? Capacity, double? TtftMs, double? TpotOneStreamMs, bool? Feasible);
