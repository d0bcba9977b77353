using System.Text;
using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Compose's variables in texts: <c>$NAME</c>, <c>${NAME:-default}</c>, <c>$$</c>.</summary>
internal sealed partial class ComposeText(IReadOnlyDictionary<string, string> environment)
{
    /// <exception cref="InvalidInputException">A variable without value and default.</exception>
    public string Interpolate(string text, SourcePosition position)
    {
        var result = new StringBuilder();
        var from = 0;
        foreach (Match match in Variable().Matches(text))
        {
            result.Append(text, from, match.Index - from).Append(Value(match, position));
            from = match.Index + match.Length;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    private string Value(Match match, SourcePosition position)
    {
        if (match.Value == "$$")
            return "$";
        var name = match.Groups["name"].Value + match.Groups["braced"].Value;
        if (name.Length == 0)
            throw new InvalidInputException($"cannot be read back: `{match.Value}` is no variable of Compose; a dollar is written `$$`.", position);
        var fallback = match.Groups["default"];
        var value = environment.GetValueOrDefault(name);
        if (value is "" && match.Groups["op"].Value is ":-")
            value = null;
        return value ?? (fallback.Success && !match.Groups["op"].Value.EndsWith('?')
            ? Interpolate(fallback.Value, position)
            : throw new InvalidInputException($"cannot be read back: `${name}` has no value in this file; write ${{{name}:-value}}.", position));
    }

    [GeneratedRegex(@"\$(\$|(?<name>[A-Za-z_][A-Za-z0-9_]*)|\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)((?<op>:?[-?])(?<default>[^}]*))?\}|)", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
