using System.Collections;
using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>Values that must not be written down.</summary>
internal static class SecretVariables
{
    private const int ShortestSecret = 6;    // a shorter value would blot out ordinary text

    /// <summary>What has to be blotted out of a unit's log.</summary>
    public static IReadOnlyList<string> Values(LaunchUnit unit) =>
        [.. unit.Environment.Where(pair => SecretNames.IsVariable(pair.Key)).Concat(unit.Secrets).Select(pair => pair.Value).Where(value => value.Length >= ShortestSecret).Distinct()];

    /// <summary>What a program that inherits AutoTune's own environment may say.</summary>
    public static IReadOnlyList<string> Inherited() =>
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(pair => SecretNames.IsVariable((string)pair.Key)).Select(pair => (string?)pair.Value ?? "").Where(value => value.Length >= ShortestSecret)];

    public static string Blot(string text, IReadOnlyList<string> secrets) => secrets.Aggregate(text, (line, secret) => line.Replace(secret, "***", StringComparison.Ordinal));
}
