using System.Text.Json;

namespace AutoTune.Launching;

/// <summary>An engine that runs wherever the user's commands put it.</summary>
internal sealed class HooksDeployment : IDeployment
{
    private static readonly Uri Nowhere = new($"http://{LaunchAddresses.Loopback}:9/");

    private readonly HookCommands _commands;
    private readonly GuardClient _guard;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly (string Name, string Value) _mark;
    private readonly LaunchLog _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<DeploymentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _stop;
    private JsonElement? _answer;
    private UnitStatus? _status;
    private Task _following = Task.CompletedTask;

    public HooksDeployment(HookCommands commands, GuardClient guard, TimeProvider time, string name, (string Name, string Value) mark, LaunchLog log, string logPath)
    {
        (_commands, _guard, _time, _name, _mark, _log, LogPath) = (commands, guard, time, name, mark, log, logPath);
        StartedTimestamp = time.GetTimestamp();
        _stop = new Lazy<Task>(StopAsync);
    }

    public Uri Entry { get; private set; } = Nowhere;

    public string LogPath { get; }

    public long StartedTimestamp { get; }

    public TimeSpan SpawnTime { get; private set; }

    public Task<DeploymentExit> Exited => _exited.Task;

    public IReadOnlyList<UnitStatus> Units => _status is null ? [] : [_status with { Exit = _exited.Task.IsCompletedSuccessfully ? _exited.Task.Result : null }];

    public IAsyncEnumerable<LogLine> ReadLogAsync(CancellationToken ct) => _log.ReadAsync(ct);

    /// <summary>Whoever answers at the address that the user's command named is who was meant.</summary>
    public EntryOwner FindEntryOwner() => EntryOwner.Deployment;

    public void Started(JsonElement answer, LaunchUnit unit, IReadOnlyList<string> commandLine, IReadOnlyList<string> secrets, long logBound)
    {
        // A stop may need what start answered, a job's number for one; told before the other word is taken back.
        _guard.WatchHook(_commands.Stop, HooksLauncher.ReferenceOf(_name, answer));
        _guard.ReleaseHook(_commands.Stop, HooksLauncher.ReferenceOf(_name, null));
        _answer = answer;
        var url = answer.GetProperty("url").GetString()!;
        Entry = new Uri(url.EndsWith('/') ? url : url + "/");
        SpawnTime = _time.GetElapsedTime(StartedTimestamp);
        _status = new() { Name = unit.Name, ProcessId = 0, Port = Entry.Port, CommandLine = commandLine, LogPath = LogPath, Exit = null };
        _following = _commands.Logs.Count > 0 ? FollowAsync(unit.Name, new UnitOutput(unit.Name, new LogFile(LogPath, logBound), _log, secrets, _time)) : Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => new(_stop.Value);

    /// <summary>The log's end is the engine's.</summary>
    private async Task FollowAsync(string unit, UnitOutput output)
    {
        try
        {
            using var logs = HookProcess.Start("logs", _commands.Logs, HooksLauncher.ReferenceOf(_name, _answer), _mark);
            var code = await logs.FollowAsync(output, _stopping.Token);
            _exited.TrySetResult(new(unit, code, null));
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or LaunchException)
        {
            _exited.TrySetResult(new(unit, null, null));
        }
        finally
        {
            output.Dispose();
            _log.Complete();
        }
    }

    private async Task StopAsync()
    {
        try
        {
            await HookProcess.RunAsync("stop", _commands.Stop, HooksLauncher.ReferenceOf(_name, _answer), _mark, SecretVariables.Inherited(), _commands.Timeout, _time, CancellationToken.None);
            _guard.ReleaseHook(_commands.Stop, HooksLauncher.ReferenceOf(_name, _answer));
        }
        finally
        {
            await _stopping.CancelAsync();
            await _following;
            _exited.TrySetResult(new(_status?.Name ?? "engine", null, null));
            _log.Complete();
        }
    }
}
