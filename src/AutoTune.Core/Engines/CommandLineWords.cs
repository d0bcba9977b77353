using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoTune.Engines;

/// <summary>A flag of a command line.</summary>
/// <param name="Name">Of a known flag: as AutoTune writes it; else as it was written.</param>
/// <param name="Value">Null for a flag alone.</param>
/// <param name="Words">As they were written.</param>
internal sealed record FlagUse(string Name, KnownFlag? Known, string? Value, IReadOnlyList<string> Words)
{
    /// <summary>A flag alone says yes, its negation no; a variable may say either.</summary>
    public bool Truth => Known?.IsNegation == true ? IsNo(Value) : !IsNo(Value);

    private static bool IsNo(string? value) => value?.ToLowerInvariant() is "0" or "false" or "off" or "disabled" or "no";
}

/// <summary>Splits a command line into flags with their values.</summary>
internal static partial class CommandLineWords
{
    public static List<FlagUse> Split(IReadOnlyList<string> arguments, KnownFlags known, FlagInventory? help)
    {
        var uses = new List<FlagUse>();
        for (var index = arguments.Count > 0 && !arguments[0].StartsWith('-') ? 1 : 0; index < arguments.Count; index++)
        {
            var use = Joined(arguments[index], known) ?? Separate(arguments, index, known, help);
            index += use.Words.Count - 1;
            uses.Add(use);
        }
        return uses;
    }

    /// <summary>A word with a dash in front that is no negative number.</summary>
    public static bool IsFlag(string word) =>
        word.StartsWith('-') && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    public static bool IsSecret(string name) => name.StartsWith('-') ? Secret().IsMatch(name) : SecretNames.IsVariable(name);

    /// <summary><c>--flag=value</c>.</summary>
    private static FlagUse? Joined(string word, KnownFlags known)
    {
        var split = word.IndexOf('=');
        if (split < 0 || !word.StartsWith("--", StringComparison.Ordinal))
            return null;
        var flag = known.Find(word[..split]);
        return new(flag?.Name ?? word[..split], flag, word[(split + 1)..], [word]);
    }

    private static FlagUse Separate(IReadOnlyList<string> arguments, int index, KnownFlags known, FlagInventory? help)
    {
        var word = arguments[index];
        var flag = known.Find(word);
        var takesValue = word.StartsWith('-') && (flag?.TakesValue ?? help?.Find(word)?.TakesValue ?? true);
        var next = takesValue && index + 1 < arguments.Count && !IsFlag(arguments[index + 1]) ? arguments[index + 1] : null;
        return new(flag?.Name ?? word, flag, next, next is null ? [word] : [word, next]);
    }

    [GeneratedRegex("(api[-_]key|access[-_]key|password|secret|token)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
