using System.Text.Json;
using AutoTune.SearchSpaces;

namespace AutoTune.Tests.Search.Synthetic;

/// <summary>A synthetic document as our typed tree: engines are branches, a parameter with children is a choice.</summary>
/// <remarks>A child of several options appears in each under its own name, <c>ngram.draft_tokens</c>; <see cref="Flat"/> takes that back.</remarks>
public sealed class SyntheticSpace(SyntheticDocument document, SyntheticEvaluator evaluator) : IAdmission
{
    private const string Engine = "engine";

    public SearchSpace Space { get; } = new([.. document.Defaults.Keys.Select(engine => new SpaceBranch(engine, TopLevel(document, engine)))]);

    public Admission Admit(ServingConfig config) => new(evaluator.BrokenRule(Flat(config)));

    public static IReadOnlyDictionary<string, ParameterValue> Flat(ServingConfig config)
    {
        var flat = config.Values.ToDictionary(entry => entry.Key[(entry.Key.IndexOf('.') + 1)..], entry => entry.Value);
        flat[Engine] = ParameterValue.Of(config.Engine);
        return flat;
    }

    private static IReadOnlyList<Parameter> TopLevel(SyntheticDocument document, string engine) =>
        [.. document.Parameters.Where(parameter => parameter.Name != Engine && IsOf(engine, parameter)).Select(parameter => Convert(document, engine, parameter, parameter.Name))];

    private static bool IsOf(string engine, SyntheticParameter parameter) =>
        (parameter.When ?? []).All(condition => condition.Parameter == Engine && condition.In.Any(item => item.GetString() == engine));

    private static Parameter Convert(SyntheticDocument document, string engine, SyntheticParameter parameter, string name)
    {
        var children = document.Parameters.Where(child => (child.When ?? []).Any(condition => condition.Parameter == parameter.Name)).ToArray();
        var bare = children.Length > 0 ? Choice(document, engine, parameter, children) : Leaf(parameter);
        var given = document.Defaults[engine].TryGetValue(parameter.Name, out var json) ? SyntheticEvaluator.ValueOf(json) : Middle(parameter);
        return bare with { Name = name, Role = parameter.Role, Default = bare.Normalize(given)!.Value };
    }

    private static Parameter.Choice Choice(SyntheticDocument document, string engine, SyntheticParameter parameter, SyntheticParameter[] children)
    {
        var names = parameter.Type == "boolean" ? ["false", "true"] : parameter.Values!.Select(value => value.GetString()!);
        return new([.. names.Select(option => new ChoiceOption(option, [], [.. children.Where(child => Lists(child, option)).Select(child => Convert(document, engine, child, $"{option}.{child.Name}"))]))])
        {
            Name = "",
            Default = default,
        };
    }

    private static bool Lists(SyntheticParameter child, string option) =>
        child.When!.Any(condition => condition.In.Any(item => SyntheticEvaluator.ValueOf(item).ToString() == option));

    private static Parameter Leaf(SyntheticParameter parameter) => parameter.Type switch
    {
        "categorical" => new Parameter.Categorical([.. parameter.Values!.Select(value => value.GetString()!)]) { Name = "", Default = default },
        "ordinal" => new Parameter.Ordinal([.. parameter.Values!.Select(SyntheticEvaluator.ValueOf)]) { Name = "", Default = default },
        "boolean" => new Parameter.Boolean { Name = "", Default = default },
        "float" => new Parameter.Real(parameter.Low!.Value, parameter.High!.Value, ParameterScale.Linear, Resolution: 0.0001) { Name = "", Default = default },
        "integer" => new Parameter.Integer((long)parameter.Low!, (long)parameter.High!, ParameterScale.Linear) { Name = "", Default = default },
        _ => new Parameter.Integer((long)parameter.Low!, (long)parameter.High!, ParameterScale.Log) { Name = "", Default = default },
    };

    private static ParameterValue Middle(SyntheticParameter parameter) => parameter.Type switch
    {
        "categorical" or "ordinal" => SyntheticEvaluator.ValueOf(parameter.Values![0]),
        "boolean" => ParameterValue.Of(false),
        "float" => ParameterValue.Of((parameter.Low!.Value + parameter.High!.Value) / 2),
        _ => ParameterValue.Of((long)(parameter.Low!.Value + parameter.High!.Value) / 2),
    };
}
