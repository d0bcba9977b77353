using System.Globalization;

namespace AutoTune.Launching;

/// <summary>Which processes listen on a port of this host, from /proc.</summary>
internal static class ListeningPorts
{
    private const string Listening = "0A";

    // Loopback and wildcard, of both families, as the kernel prints them on a little-endian machine.
    private static readonly HashSet<string> ReachedByLoopback =
    [
        "0100007F", "00000000",
        "00000000000000000000000000000000", "0000000000000000FFFF00000100007F", "0000000000000000FFFF000000000000",
    ];

    /// <summary>Sockets that listen there; several where they share the port.</summary>
    public static IReadOnlySet<string> Sockets(int port) =>
        Table("/proc/net/tcp").Concat(Table("/proc/net/tcp6")).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listening && IsAt(fields[1], port))
            .Select(fields => $"socket:[{fields[9]}]").ToHashSet();

    public static IEnumerable<string> SocketsOf(int pid)
    {
        try
        {
            return [.. new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().Select(Target).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Target(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget;
        }
        catch (IOException)
        {
            return null;    // closed meanwhile
        }
    }

    private static bool IsAt(string address, int port) => address.Split(':') is [var host, var hexadecimal]
        && ReachedByLoopback.Contains(host) && int.Parse(hexadecimal, NumberStyles.HexNumber) == port;

    private static IEnumerable<string> Table(string path) => File.Exists(path) ? File.ReadLines(path).Skip(1) : [];
}
