namespace AutoTune.Engines;

/// <summary>Which variables of an environment are secrets, judged by their names.</summary>
internal static class SecretNames
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "CREDENTIALS", "APIKEY", "KEY", "DSN",
    };

    /// <summary>HF_TOKEN is one, TOKENIZERS_PARALLELISM is none.</summary>
    public static bool IsVariable(string name) => name.Split('_').Any(Words.Contains) || name.EndsWith("PASSWORD", StringComparison.OrdinalIgnoreCase);
}
