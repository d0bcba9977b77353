using System.Text.RegularExpressions;

namespace AutoTune.Exports;

/// <summary>Names whose values are never kept: hub tokens, keys, passwords.</summary>
internal static partial class SecretNames
{
    public static bool IsVariable(string name) => Variable().IsMatch(name);

    public static bool IsFlag(string argument) => Flag().IsMatch(argument);

    [GeneratedRegex("(^|_)(TOKEN|KEY|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex("^--?(api-key|hf-token|hft|token|auth-token)$", RegexOptions.CultureInvariant)]
    private static partial Regex Flag();
}
