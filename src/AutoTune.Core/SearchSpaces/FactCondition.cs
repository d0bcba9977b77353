using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>A condition over facts alone: whether something is meant for the model, the device and the workload that are here.</summary>
internal static class FactCondition
{
    /// <param name="what">For messages: <c>'when' of a seed</c>.</param>
    /// <returns>False, too, where it asks for a fact that nobody knows, or an error was added.</returns>
    public static bool Holds(YamlValue.Scalar text, IReadOnlyDictionary<string, ParameterValue> facts, string what, Diagnostics diagnostics)
    {
        if (Expression.Parse(text.Text, text.TextPosition, diagnostics) is not { } condition)
            return false;
        var type = condition.Check(name => SpaceFacts.Types.TryGetValue(name, out var known) ? known : null, SpaceFacts.Types.Keys, diagnostics);
        if (type is not null && type != ExpressionType.Boolean)
            diagnostics.Error(text.Position, $"{what} must be true or false, but '{text.Text}' is a {type.ToString()!.ToLowerInvariant()}");
        return type == ExpressionType.Boolean && condition.Symbols.All(facts.ContainsKey) && condition.Holds(name => facts[name]);
    }
}
