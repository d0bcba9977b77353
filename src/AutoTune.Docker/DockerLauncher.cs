using System.Net;
using AutoTune.Launching;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>Starts units as containers; several units share a network of their own.</summary>
public sealed class DockerLauncher(DockerHost host, GuardClient guard, TimeProvider time) : ILauncher
{
    private const int LinesInMemory = 20_000;
    private const int NameLength = 8;

    private readonly ContainerLabels _labels = ContainerLabels.Watched(host, guard);
    private int _launches;

    public string Name => "docker";

    /// <summary>Bytes of one unit's log after which only its last lines are kept. Default 64 MiB.</summary>
    public long LogBound { get; init; } = 64L * 1024 * 1024;

    public async Task<IDeployment> LaunchAsync(LaunchPlan plan, CancellationToken ct)
    {
        await guard.WaitUntilReadyAsync(ct);
        var deployment = new DockerDeployment(host, time, new LaunchLog(LinesInMemory), LogPath(plan, plan.EntryUnit));
        try
        {
            await StartAsync(plan, deployment, ct);
            return deployment;
        }
        catch (Exception problem)
        {
            await deployment.DisposeAsync();
            if (problem is DockerApiException refused)
                throw Explained(refused);
            if (DockerHost.IsUnreachable(problem) && problem is not OperationCanceledException)
                throw new LauncherLostException(host.Socket, problem);
            throw;
        }
    }

    private async Task StartAsync(LaunchPlan plan, DockerDeployment deployment, CancellationToken ct)
    {
        var launch = $"autotune-{_labels.Leash[..NameLength]}-{Interlocked.Increment(ref _launches)}";
        Directory.CreateDirectory(plan.LogFolder);
        var addresses = LaunchAddresses.OnOwnNetwork(plan.Units.ToDictionary(unit => unit.Name, unit => unit.Container!.Port));
        var network = plan.Units.Count > 1 ? await NetworkAsync(launch, deployment, ct) : null;
        foreach (var unit in plan.Units)
        {
            foreach (var mount in unit.Container!.Mounts.Where(mount => !mount.ReadOnly))
                Directory.CreateDirectory(mount.Source);
            var request = ContainerRequest.Of(unit, $"{launch}-{unit.Name}", _labels.ToDictionary(launch), addresses, network);
            var created = await host.Client.Containers.CreateContainerAsync(request, ct);
            var logPath = LogPath(plan, unit.Name);
            var output = new UnitOutput(unit.Name, new LogFile(logPath, LogBound), deployment.Log, SecretVariables.Values(unit), time);
            await deployment.StartAsync(new DockerUnit(host, unit, created.ID, output), [.. request.Cmd], logPath, isEntry: unit.Name == plan.EntryUnit, ct);
        }
        deployment.Started();
    }

    private async Task<string> NetworkAsync(string launch, DockerDeployment deployment, CancellationToken ct)
    {
        var created = await host.Client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = launch, Driver = "bridge", Labels = _labels.ToDictionary(launch) }, ct);
        deployment.Network = created.ID;
        return launch;
    }

    /// <summary>What the engine refuses is seldom the configuration's: none of the usual reasons changes with the next one.</summary>
    private static LaunchException Explained(DockerApiException refused)
    {
        var said = DockerErrors.MessageOf(refused);
        return new LaunchException(refused.StatusCode switch
        {
            _ when said.Contains("could not select device driver", StringComparison.Ordinal)
                => $"The container engine cannot hand out GPUs ({said}): install the NVIDIA Container Toolkit, and restart the engine.",
            _ when said.Contains("no space left", StringComparison.OrdinalIgnoreCase) => $"The container engine's disk is full: {said}.",
            HttpStatusCode.NotFound => $"The container engine lacks something that is asked for: {said}.",
            _ => $"The container engine refuses to start it: {said}.",
        }, refused);
    }

    private static string LogPath(LaunchPlan plan, string unit) => Path.GetFullPath(Path.Combine(plan.LogFolder, $"{unit}.log"));
}
