using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Load;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>The servers of one launch: equal deployments that share a candidate's load, and behind them copies of the candidate that keep the rest of the machine busy.</summary>
internal sealed class ServerGroup : IAsyncDisposable
{
    private readonly IReadOnlyList<IDeployment> _deployments;
    private readonly int _replicas;

    private ServerGroup(IReadOnlyList<IDeployment> deployments, int replicas)
    {
        (_deployments, _replicas) = (deployments, replicas);
        AnyEnds = Task.WhenAny(deployments.Select(deployment => deployment.Exited));
    }

    /// <summary>Completes when the first of them has ended.</summary>
    public Task AnyEnds { get; }

    /// <summary>Null while all run.</summary>
    public IDeployment? Ended => _deployments.FirstOrDefault(deployment => deployment.Exited.IsCompleted);

    /// <summary>The launcher's own ground that is gone, in words; null while it is there.</summary>
    public string? Lost => _deployments.Select(deployment => deployment.Exited).FirstOrDefault(exited => exited is { IsCompletedSuccessfully: true, Result.Lost: not null })?.Result.Lost;

    /// <summary>Those that the measured candidate consists of.</summary>
    public IReadOnlyList<IDeployment> Candidate => [.. _deployments.Take(_replicas)];

    /// <summary>One server after the other, each with GPUs of its own.</summary>
    /// <param name="logFolder">Full path: the first server's; the others have folders below it.</param>
    /// <param name="gpus">Leased for all of them.</param>
    /// <param name="plan">Of one server, from its log folder and its GPUs.</param>
    public static IReadOnlyList<LaunchPlan> Plans(ResourceRequest resources, string logFolder, IReadOnlyList<GpuDevice> gpus, Func<string, IReadOnlyList<GpuDevice>, LaunchPlan> plan) =>
    [
        .. Enumerable.Range(0, resources.Servers).Select(server => plan(
            server == 0 ? logFolder : Path.Combine(logFolder, LaunchEvent.Started.FolderOf(server + 1)), [.. gpus.Skip(server * resources.Gpus).Take(resources.Gpus)])),
    ];

    /// <summary>Starts all at once.</summary>
    /// <param name="plans">Of each server, those of the measured candidate first.</param>
    public static async Task<ServerGroup> LaunchAsync(ILauncher launcher, IReadOnlyList<LaunchPlan> plans, int replicas, CancellationToken ct)
    {
        foreach (var plan in plans)
            await plan.WriteFilesAsync(ct);
        var launches = plans.Select(plan => launcher.LaunchAsync(plan, ct)).ToArray();
        try
        {
            return new(await Task.WhenAll(launches), replicas);
        }
        catch
        {
            await ((Task)Task.WhenAll(launches)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DisposeAsync([.. launches.Where(launch => launch.IsCompletedSuccessfully).Select(launch => launch.Result)]);
            throw;
        }
    }

    /// <summary>Waits until all of them serve.</summary>
    /// <returns>The slowest's times, or the first failure.</returns>
    public async Task<ReadinessResult> WaitUntilReadyAsync(ReadinessCheck check, string engine, ReadinessSettings settings, CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waits = _deployments.Select(deployment => check.WaitAsync(deployment, engine, settings, failed.Token)).ToList();
        var running = new List<Task<ReadinessResult>>(waits);
        while (running.Count > 0)
        {
            var next = await Task.WhenAny(running);
            running.Remove(next);
            if (await next is not ReadinessResult.Failed failure)
                continue;
            await failed.CancelAsync();
            await ((Task)Task.WhenAll(waits)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return failure;
        }
        return waits.Select(wait => wait.Result).OfType<ReadinessResult.Ready>().MaxBy(ready => ready.Timings.Smoke)!;
    }

    public ServingEndpoint Endpoint(string model) => EndpointOf(Candidate, model);

    public IReadOnlyList<ServingEndpoint> Neighbours(string model) => [.. _deployments.Skip(_replicas).Chunk(_replicas).Select(copy => EndpointOf(copy, model))];

    public ValueTask DisposeAsync() => DisposeAsync(_deployments);

    private static ServingEndpoint EndpointOf(IReadOnlyList<IDeployment> servers, string model) =>
        new(servers[0].Entry, model) { Twins = [.. servers.Skip(1).Select(server => server.Entry)] };

    /// <summary>Every one is asked to end, whatever becomes of the others.</summary>
    private static async ValueTask DisposeAsync(IReadOnlyList<IDeployment> deployments) =>
        await Task.WhenAll(deployments.Select(deployment => deployment.DisposeAsync().AsTask()));
}
