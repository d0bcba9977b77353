using System.Text.RegularExpressions;

namespace AutoTune.Exports;

/// <summary>Flags whose values are never kept: hub tokens, keys.</summary>
internal static partial class SecretFlags
{
    public static bool IsFlag(string argument) => Flag().IsMatch(argument);

    [GeneratedRegex("^--?(api-key|hf-token|hft|token|auth-token)$", RegexOptions.CultureInvariant)]
    private static partial Regex Flag();
}
