using System.Globalization;

namespace AutoTune.Load;

/// <summary>How many files, and so connections, the system lets this process have open.</summary>
public static class OpenFiles
{
    /// <summary>For everything that is no connection of a load test: assemblies, logs, the store, pipes.</summary>
    private const int Reserved = 256;

    private const string Limits = "/proc/self/limits";
    private const string Name = "Max open files";

    private static readonly Lazy<int> Most = new(() => File.Exists(Limits) ? MostConnectionsOf(File.ReadLines(Limits)) : int.MaxValue);

    /// <summary>Connections at once; past them the runtime ends the process. Unbounded where the system does not say.</summary>
    public static int MostConnections => Most.Value;

    internal static int MostConnectionsOf(IEnumerable<string> limits)
    {
        // "Max open files            1024                 524288               files"; the runtime raises the first to the second.
        var words = limits.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var soft, ..] && int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? Math.Max(1, limit - Reserved) : int.MaxValue;
    }
}
