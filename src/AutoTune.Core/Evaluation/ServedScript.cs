using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>Runs an exported launch script as it is, once for each replica, and measures it.</summary>
/// <param name="secrets">That the script takes from its environment.</param>
public sealed class ServedScript(ServedSetup setup, EngineDefinition engine, IReadOnlyDictionary<string, string> secrets)
{
    /// <param name="script">A shell script that takes HOST and PORT from its environment.</param>
    public async Task<TrialOutcome> MeasureAsync(string script, TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
    {
        await using var lease = await setup.Pool.AcquireAsync(request.Resources, ct);
        var plans = ServerGroup.Plans(request.Resources, Path.Combine(setup.StudyFolder, "logs"), lease.Gpus, (folder, own) => Plan(script, folder, own));
        await using var servers = await ServerGroup.LaunchAsync(setup.Launcher, plans, request.Resources.Replicas, ct);
        var served = new ServedEngine { Definition = engine, Program = script, Version = "", Context = new() { ModelPath = "", Port = "", MaxContext = 0 } };
        return await new ServedLaunch(setup, served, servers, lease.Gpus, request, journal, display, new PromptMemory(), new StartMemory()).RunAsync(ct);
    }

    private LaunchPlan Plan(string script, string logFolder, IReadOnlyList<GpuDevice> gpus) => new()
    {
        Units =
        [
            new()
            {
                Name = "engine",
                FileName = "/bin/sh",
                Arguments = [script],
                Environment = new Dictionary<string, string>(GpuVisibility.Variables(gpus)) { ["HOST"] = "{host}", ["PORT"] = "{port}" },
                Secrets = secrets,
                Stop = StopPolicy.Default,
            },
        ],
        EntryUnit = "engine",
        LogFolder = logFolder,
    };
}
