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

    public static IReadOnlyList<string> Values(IReadOnlyDictionary<string, string> environment) =>
        [.. environment.Where(pair => IsSecret(pair.Key) && pair.Value.Length >= ShortestSecret).Select(pair => pair.Value)];
}
