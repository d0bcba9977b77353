namespace AutoTune.Exports;

/// <summary>How long a supervisor waits for the engine before it restarts it.</summary>
internal static class StartUpAllowance
{
    private const int Least = 60;
    private const int WhereUnknown = 600;

    /// <summary>Three times the longest start that was seen: a cold disk, a first compilation.</summary>
    public static int Seconds(ExportDocument document) =>
        document.StartUp is { } seen ? Math.Max(Least, (int)Math.Ceiling(seen.TotalSeconds * 3)) : WhereUnknown;
}
