namespace AutoTune.Launching;

/// <summary>Which variables of an environment are secrets, judged by their names.</summary>
internal static class SecretVariables
{
    private const int ShortestSecret = 6;    // a shorter value would blot out ordinary text

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "CREDENTIALS", "APIKEY", "KEY", "DSN",
    };

    /// <summary>HF_TOKEN is one, TOKENIZERS_PARALLELISM is none.</summary>
    public static bool IsSecret(string name) => name.Split('_').Any(Words.Contains)
        || name.EndsWith("PASSWORD", StringComparison.OrdinalIgnoreCase);

    /// <summary>What has to be blotted out of a unit's log.</summary>
    public static IReadOnlyList<string> Values(LaunchUnit unit) =>
        [.. unit.Environment.Where(pair => IsSecret(pair.Key)).Concat(unit.Secrets).Select(pair => pair.Value).Where(value => value.Length >= ShortestSecret).Distinct()];
}
