using System.Collections;
using System.ComponentModel;
using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>Starts units as child processes of AutoTune, each in a session of its own. Linux only.</summary>
public sealed class ProcessLauncher(GuardClient guard, TimeProvider time) : ILauncher
{
    private const int LinesInMemory = 20_000;

    private int _launches;

    public string Name => "process";

    /// <summary>Bytes of one unit's log after which only its last lines are kept. Default 64 MiB.</summary>
    public long LogBound { get; init; } = 64L * 1024 * 1024;

    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public async Task<IDeployment> LaunchAsync(LaunchPlan plan, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The launcher 'process' needs Linux, where it can make sure that no engine outlives AutoTune. Use the launcher 'docker' here.");
        ct.ThrowIfCancellationRequested();
        guard.Start();
        var deployment = Prepare(plan, out var addresses);
        try
        {
            foreach (var unit in plan.Units)
                Start(unit, plan, deployment, addresses);
            deployment.Started();
            await guard.WaitUntilReadyAsync(ct);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    private ProcessDeployment Prepare(LaunchPlan plan, out LaunchAddresses addresses)
    {
        var started = time.GetTimestamp();
        addresses = LaunchAddresses.OnThisHost(plan.Units.Select(unit => unit.Name));
        Directory.CreateDirectory(plan.LogFolder);
        return new ProcessDeployment
        {
            Guard = guard,
            Time = time,
            Log = new LaunchLog(LinesInMemory),
            Mark = $"{GuardClient.LeashVariable}={guard.Leash}.{Interlocked.Increment(ref _launches)}.",
            Entry = new Uri($"http://{LaunchAddresses.Loopback}:{addresses[plan.EntryUnit]}/"),
            LogPath = LogPath(plan, plan.EntryUnit),
            StartedTimestamp = started,
        };
    }

    private void Start(LaunchUnit unit, LaunchPlan plan, ProcessDeployment deployment, LaunchAddresses addresses)
    {
        var request = Request(unit, deployment.Mark, addresses);
        var logPath = LogPath(plan, unit.Name);
        var output = new OutputReader(new UnitOutput(unit.Name, new LogFile(logPath, LogBound), deployment.Log, SecretVariables.Values(unit), time));
        try
        {
            var started = ProcessUnit.Start(unit, request, output);
            deployment.Add(started, new UnitStatus
            {
                Name = unit.Name,
                ProcessId = started.Pid,
                Port = addresses[unit.Name],
                CommandLine = [request.FileName, .. request.Arguments],
                LogPath = logPath,
                Exit = null,
            });
        }
        catch (Win32Exception e)
        {
            throw new LaunchException($"{request.FileName} could not be started: {e.Message}.", e);
        }
    }

    private static SpawnRequest Request(LaunchUnit unit, string mark, LaunchAddresses addresses)
    {
        var environment = Inherited();
        foreach (var (name, value) in unit.Environment)
            environment[name] = addresses.Replace(value, unit.Name);
        foreach (var (name, value) in unit.Secrets)
            environment[name] = value;
        if (unit.WorkingDirectory is { } folder && !Directory.Exists(folder))
            throw new LaunchException($"The working directory of {unit.Name}, '{folder}', is missing.");
        environment[GuardClient.LeashVariable] = mark[(GuardClient.LeashVariable.Length + 1)..];
        return new SpawnRequest
        {
            FileName = ProgramPath.Find(unit.FileName, environment.GetValueOrDefault("PATH")) ?? throw new LaunchException(WhyNoProgram(unit.FileName)),
            Arguments = [.. unit.Arguments.Select(argument => addresses.Replace(argument, unit.Name))],
            Environment = environment,
            WorkingDirectory = unit.WorkingDirectory,
        };
    }

    private static string WhyNoProgram(string name) =>
        name.Contains('/') ? $"There is no program at '{name}', or it may not be executed." : $"'{name}' is not on PATH.";

    private static Dictionary<string, string> Inherited() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(pair => !SecretNames.IsVariable((string)pair.Key))
        .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");

    private static string LogPath(LaunchPlan plan, string unit) => Path.GetFullPath(Path.Combine(plan.LogFolder, $"{unit}.log"));
}
