namespace AutoTune.Launching;

/// <summary>Pipes for debuggers and tracers that .NET opens in the temporary folder for each process: <c>clr-debug-pipe-PID-TICKS-in</c>, <c>-out</c> and <c>dotnet-diagnostic-PID-TICKS-socket</c>.</summary>
internal static class RuntimeFiles
{
    private static readonly string[] Prefixes = ["clr-debug-pipe-", "dotnet-diagnostic-"];

    public static IEnumerable<string> OfThisProcess() =>
        Prefixes.SelectMany(prefix => Directory.EnumerateFiles(Path.GetTempPath(), $"{prefix}{Environment.ProcessId}-*"));

    public static bool IsOne(string path) => Path.IsPathFullyQualified(path) && Path.GetFullPath(path) == path
        && Prefixes.Any(prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal));
}
