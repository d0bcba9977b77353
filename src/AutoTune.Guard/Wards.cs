using System.Globalization;
using System.Text.Json;
using AutoTune.Launching;

namespace AutoTune.Guard;

/// <summary>What has to go when AutoTune is gone.</summary>
/// <remarks>
/// Lines: <c>+pgid GROUP START</c> and <c>-pgid GROUP</c>, START being the leader's start time in clock ticks; <c>+mark NAME=VALUE</c>: every
/// process whose environment holds a variable that begins so; <c>+path FOLDER</c> and <c>-path FOLDER</c>; <c>+file PATH</c>, a file that the
/// runtime of AutoTune made for debuggers and takes away itself, unless it is killed; <c>+containers NAME=VALUE SOCKET</c>: what carries that
/// label at that container engine; <c>+hook INPUT FOLDER PROGRAM ARGUMENT…</c> and <c>-hook …</c>, each word in base64: a command to run. Unknown lines are ignored.
/// </remarks>
internal sealed class Wards
{
    private const string OwnFolderPrefix = "autotune-";
    private const int CleanSweeps = 3;    // a process between fork and exec shows itself a moment later

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ContainersPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ContainersBound = TimeSpan.FromSeconds(40);

    private readonly Dictionary<int, long> _groups = [];
    private readonly HashSet<string> _marks = [];
    private readonly HashSet<string> _paths = [];
    private readonly HashSet<string> _files = [];
    private readonly HashSet<(string Label, string Socket)> _containers = [];
    private readonly HashSet<string> _hooks = [];

    public void Note(string line)
    {
        switch (line.Split(' ', 2))
        {
            case ["+pgid", var rest] when rest.Split(' ') is [var group, var start] && TryGroup(group, out var id) && long.TryParse(start, CultureInfo.InvariantCulture, out var ticks):
                _groups[id] = ticks;
                break;
            case ["-pgid", var group] when TryGroup(group, out var id):
                _groups.Remove(id);
                break;
            case ["+mark", var mark] when mark.Length > 16 && mark.Contains('='):
                _marks.Add(mark);
                break;
            case ["+path", var path] when IsOurs(path):
                _paths.Add(path);
                break;
            case ["+containers", var rest] when rest.Split(' ', 2) is [var label, var socket] && label.Length > 16 && label.Contains('=') && Path.IsPathFullyQualified(socket):
                _containers.Add((label, socket));
                break;
            case ["+hook", var hook]:
                _hooks.Add(hook);
                break;
            case ["-hook", var hook]:
                _hooks.Remove(hook);
                break;
            case ["+file", var path] when RuntimeFiles.IsOne(path):
                _files.Add(path);
                break;
            case ["-path", var path]:
                _paths.Remove(path);
                break;
        }
    }

    /// <summary>Kills what is registered until nothing of it runs, then removes folders and files.</summary>
    /// <returns>How many processes and container engines it had to leave.</returns>
    public async Task<int> EndAsync()
    {
        Task<bool>[] elsewhere = [.. _containers.Select(ward => RemoveContainersAsync(ward.Label, ward.Socket)), .. _hooks.Select(StopHook.RunAsync)];
        int left = 0, clean = 0;
        for (var waited = TimeSpan.Zero; clean < CleanSweeps && waited < Bound; waited += Pause)
        {
            left = Sweep();
            clean = left == 0 ? clean + 1 : 0;
            await Task.Delay(Pause);
        }
        foreach (var path in _paths)
            Remove(path);
        foreach (var file in _files)
            File.Delete(file);
        return left + (await Task.WhenAll(elsewhere)).Count(gone => !gone);
    }

    /// <summary>Until none is left twice in a row: a creation that was under way when AutoTune died shows itself a moment later.</summary>
    private static async Task<bool> RemoveContainersAsync(string label, string socket)
    {
        using var engine = new ContainerEngine(socket);
        var clean = 0;
        for (var waited = TimeSpan.Zero; clean < CleanSweeps && waited < ContainersBound; waited += ContainersPause)
        {
            try
            {
                clean = await engine.RemoveAsync(label) == 0 ? clean + 1 : 0;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                clean = 0;    // the engine starts anew, or is busy: again, as long as there is time
            }
            await Task.Delay(ContainersPause);
        }
        return clean >= CleanSweeps;
    }

    private int Sweep()
    {
        var rows = _groups.SelectMany(group => LinuxProcesses.Group(group.Key, group.Value))
            .Concat(_marks.SelectMany(LinuxProcesses.Marked))
            .DistinctBy(row => row.Pid).Where(row => row.Pid != Environment.ProcessId).ToList();
        foreach (var group in rows.Select(row => row.Group).Where(_groups.ContainsKey).Distinct())
            _ = LinuxProcesses.Kill(-group, LinuxProcesses.SigKill);
        foreach (var row in rows)
            _ = LinuxProcesses.Kill(row.Pid, LinuxProcesses.SigKill);
        return rows.Count;
    }

    private static bool TryGroup(string text, out int group) => int.TryParse(text, CultureInfo.InvariantCulture, out group) && group > 1;

    // Only a folder of AutoTune's own, and only as it is spelled: no way up, no link followed.
    private static bool IsOurs(string path) => Path.IsPathFullyQualified(path) && Path.GetFullPath(path) == path
        && path.Split('/').Any(part => part.StartsWith(OwnFolderPrefix, StringComparison.Ordinal));

    private static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
                Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
        }
    }
}
