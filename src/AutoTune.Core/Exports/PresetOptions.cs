using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <param name="Value">Null: the flag alone.</param>
internal sealed record PresetOption(string Flag, string? Value);

/// <summary>A command line as long options, which is all that a preset file can say.</summary>
internal static partial class PresetOptions
{
    /// <summary>How the file says that a flag stands alone.</summary>
    public const string Alone = "true";

    /// <exception cref="InvalidInputException">An argument that the file cannot carry.</exception>
    public static IEnumerable<PresetOption> From(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var flag = arguments[i];
            if (!LongFlag().IsMatch(flag))
                throw new InvalidInputException($"An engine configuration file names options by their long names; `{flag}` is none.");
            var hasValue = i + 1 < arguments.Count && !IsFlag(arguments[i + 1]);
            yield return new PresetOption(flag, hasValue ? Carried(flag, arguments[++i]) : null);
        }
    }

    // A negative number is a value.
    private static bool IsFlag(string argument) => argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]);

    private static string Carried(string flag, string value) => Value().IsMatch(value) && value != Alone
        ? value
        : throw new InvalidInputException($"An engine configuration file cannot carry the value of `{flag}`: `{value}`.");

    [GeneratedRegex(@"\A--[A-Za-z][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LongFlag();

    // The engine's reader trims, and takes `;` and `#` for comments wherever they stand.
    [GeneratedRegex(@"\A[^\s;#\p{C}]([^;#\p{Cc}\u2028\u2029]*[^\s;#\p{C}])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Value();
}
