using System.Text.Json;
using AutoTune.SearchSpaces;

namespace AutoTune.Tests.Search.Synthetic;

/// <summary>Truth of one synthetic space: crashes, and the three outputs with their keyed noise.</summary>
public sealed class SyntheticEvaluator(SyntheticDocument document)
{
    /// <param name="noise">Seed and trial; null for the noiseless outcome.</param>
    public SyntheticOutcome Evaluate(IReadOnlyDictionary<string, ParameterValue> config, (ulong Seed, ulong Trial)? noise)
    {
        var active = Active(config);
        if (BrokenRule(active) is not null)
            return new("rule", 0, 0, 0, IsFeasible: false);
        if (document.Hidden.CrashRules.Any(rule => Holds(rule.When, active) && (rule.Terms ?? []).Sum(term => Value(term, active)) > rule.Above))
            return new("hidden", 0, 0, 0, IsFeasible: false);
        var (capacity, ttft, tpot) = Factors(noise);
        capacity *= Value(document.Hidden.Capacity, active);
        ttft *= Value(document.Hidden.TtftMs, active);
        tpot *= Value(document.Hidden.TpotOneStreamMs, active);
        return new(Crash: null, capacity, ttft, tpot, ttft <= document.Limits["ttft_ms"]);
    }

    /// <summary>The first known rule that is broken; null where all hold.</summary>
    public string? BrokenRule(IReadOnlyDictionary<string, ParameterValue> config) =>
        document.Rules.FirstOrDefault(rule => Holds(rule.If, config) && !Holds(rule.Then, config))?.Text;

    public static ParameterValue ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => ParameterValue.Of(json.GetString()!),
        JsonValueKind.True or JsonValueKind.False => ParameterValue.Of(json.GetBoolean()),
        _ => json.TryGetInt64(out var whole) ? ParameterValue.Of(whole) : ParameterValue.Of(json.GetDouble()),
    };

    private Dictionary<string, ParameterValue> Active(IReadOnlyDictionary<string, ParameterValue> config)
    {
        var active = new Dictionary<string, ParameterValue>();
        foreach (var parameter in document.Parameters)
            if (Holds(parameter.When, active))
                active[parameter.Name] = config[parameter.Name];
        return active;
    }

    private static bool Holds(IReadOnlyList<SyntheticCondition>? conditions, IReadOnlyDictionary<string, ParameterValue> config) =>
        (conditions ?? []).All(condition => config.TryGetValue(condition.Parameter, out var value) && IsIn(value, condition.In));

    private static bool Holds(SyntheticConsequence then, IReadOnlyDictionary<string, ParameterValue> config)
    {
        if (then.Parameter is { } name)
            return !config.TryGetValue(name, out var value) || IsIn(value, then.In!);
        if (Product(then.Left!, config) is not { } left || Product(then.Right!, config) is not { } right)
            return true;
        return then.Compare == "<=" ? left <= right : left >= right;
    }

    private static bool IsIn(ParameterValue value, IReadOnlyList<JsonElement> listed) =>
        listed.Any(item => ValueOf(item).ToString() == value.ToString());

    private static double? Product(SyntheticProduct side, IReadOnlyDictionary<string, ParameterValue> config) =>
        side.Parameters.All(config.ContainsKey) ? side.Parameters.Aggregate(side.Constant, (product, name) => product * Number(config[name])) : null;

    private static double Number(ParameterValue value) =>
        value.Kind == ValueKind.Text ? double.Parse(value.Text, System.Globalization.CultureInfo.InvariantCulture) : value.Number;

    private double Value(SyntheticModel model, IReadOnlyDictionary<string, ParameterValue> config) =>
        Math.Exp(model.Base + model.Terms.Sum(term => Value(term, config)));

    private double Value(SyntheticTerm term, IReadOnlyDictionary<string, ParameterValue> config)
    {
        if (!term.Parameters.All(config.ContainsKey) || !Holds(term.When, config))
            return 0;
        if (term.Kind == "table")
            return term.Values!.GetValueOrDefault(string.Join('|', term.Parameters.Select(name => config[name].ToString())));
        var u = Unit(term.Parameters[0], config);
        var v = term.Parameters.Count > 1 ? Unit(term.Parameters[1], config) : 0;
        return term.Kind switch
        {
            "line" => term.Amount * u,
            "saturating" => term.Amount * (1 - Math.Exp(-term.Rate * u)) / (1 - Math.Exp(-term.Rate)),
            "peak" => -term.Amount * Math.Pow(u - term.Center, 2),
            "ridge" => -term.Amount * Math.Pow(u - term.Center - term.Slope * (v - 0.5), 2),
            "product" => term.Amount * (u - 0.5) * (v - 0.5),
            "step" => u >= term.Threshold ? term.Amount : 0,
            "wave" => term.Amount * Math.Sin(2 * Math.PI * (term.Frequencies![0] * u + (term.Frequencies.Count > 1 ? term.Frequencies[1] * v : 0) + term.Phase)),
            _ => throw new InvalidDataException($"unknown term '{term.Kind}'"),
        };
    }

    private double Unit(string name, IReadOnlyDictionary<string, ParameterValue> config)
    {
        var parameter = document.Parameters.First(candidate => candidate.Name == name);
        if (parameter.Type == "ordinal")
            return parameter.Values!.Select(ValueOf).Select(value => value.ToString()).ToList().IndexOf(config[name].ToString()) / (parameter.Values!.Count - 1.0);
        var (low, high, x) = (parameter.Low!.Value, parameter.High!.Value, Number(config[name]));
        return parameter.Type == "log_integer" ? Math.Log(x / low) / Math.Log(high / low) : (x - low) / (high - low);
    }

    private (double Capacity, double Ttft, double Tpot) Factors((ulong Seed, ulong Trial)? noise)
    {
        if (noise is not { } key)
            return (1, 1, 1);
        var draws = new SyntheticDraws(key.Seed, key.Trial);
        double Factor(ulong index) => Math.Exp(document.Noise.Sigma * draws.Normal(index));
        var outlier = draws.Uniform(6) < document.Noise.OutlierProbability ? document.Noise.OutlierFactor : 1;
        return (Factor(0) * outlier, Factor(1), Factor(2));
    }
}

/// <param name="Crash"><c>rule</c>, <c>hidden</c> or null.</param>
public sealed record SyntheticOutcome(string? Crash, double Capacity, double TtftMs, double TpotOneStreamMs, bool IsFeasible);
