using System.Runtime.InteropServices;
using System.Text;

namespace AutoTune.Launching;

/// <summary>The process table of Linux. This file is compiled into the guard too, which has no other dependency.</summary>
internal static partial class LinuxProcesses
{
    public const int SigKill = 9;

    /// <summary>Every process that this user may see; one that ends meanwhile is left out.</summary>
    public static IEnumerable<ProcessRow> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? Find(pid) : null)
        .OfType<ProcessRow>();

    public static ProcessRow? Find(int pid)
    {
        if (TryRead($"/proc/{pid}/stat") is not { } bytes)
            return null;
        var stat = Encoding.UTF8.GetString(bytes);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');    // the name, in brackets, may hold blanks and brackets
        return new ProcessRow(pid, fields[0][0], int.Parse(fields[2]), int.Parse(fields[3]), long.Parse(fields[19]));
    }

    /// <summary>Whether the process was started with a variable <c>NAME=value</c> that begins so.</summary>
    public static bool CarriesMark(int pid, string mark)
    {
        var environment = TryRead($"/proc/{pid}/environ");
        if (environment is null)
            return false;
        var start = Encoding.UTF8.GetBytes(mark);
        return environment.AsSpan().StartsWith(start) || environment.AsSpan().IndexOf((byte[])[0, .. start]) >= 0;
    }

    /// <summary>The members of a process group that still run; none where the number belongs to another leader by now.</summary>
    public static IReadOnlyList<ProcessRow> Group(int group, long leaderStart)
    {
        var members = All().Where(row => row.Group == group && row.Session == group).ToList();
        var reused = members.Any(row => row.Pid == group && row.StartTime != leaderStart);
        return reused ? [] : [.. members.Where(row => !row.IsDead)];
    }

    public static IReadOnlyList<ProcessRow> Marked(string mark) => [.. All().Where(row => !row.IsDead && CarriesMark(row.Pid, mark))];

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <param name="State">As in /proc/PID/stat: Z and X are dead.</param>
/// <param name="StartTime">In clock ticks since boot: with the number it names a process for good.</param>
internal sealed record ProcessRow(int Pid, char State, int Group, int Session, long StartTime)
{
    public bool IsDead => State is 'Z' or 'X';
}
