using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.SearchSpaces;

namespace AutoTune.Evaluation;

/// <summary>Starts one server of a configuration and keeps what it says of itself; nothing is measured.</summary>
public sealed class StartLook(ServedSetup setup)
{
    /// <summary>A start that nobody saw before may compile, or fetch a model: who looks at it waits.</summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan HardLimit = TimeSpan.FromHours(2);
    private static readonly TimeSpan PageBound = TimeSpan.FromSeconds(10);

    /// <param name="logFolder">Full path.</param>
    /// <exception cref="LaunchException">Its launcher cannot start anything.</exception>
    /// <exception cref="DevicesTakenException">Somebody else computes on the cards.</exception>
    public async Task<StartSeen> OfAsync(ServedEngine engine, ServingConfig config, ResourceRequest resources, string logFolder, CancellationToken ct)
    {
        var alone = resources with { Replicas = 1, Copies = 1 };
        await using var lease = await setup.Pool.AcquireAsync(alone, ct);
        var plan = engine.Plans(config, logFolder, alone, lease.Gpus)[0];
        await plan.WriteFilesAsync(ct);
        await using var deployment = await setup.Launcher.LaunchAsync(plan, ct);
        var readiness = await new ReadinessCheck(setup.Http, setup.Failures, setup.Clock).WaitAsync(deployment, engine.Definition.Name, setup.ReadinessWithin(engine.Definition, QuietLimit, HardLimit), ct);
        var seen = new StartSeen { Config = config, Command = [engine.Program, .. plan.Units[0].Arguments], LogFile = deployment.LogPath };
        return readiness switch
        {
            ReadinessResult.Ready ready => seen with
            {
                Ready = ready.Timings.Smoke,
                KvTokens = await engine.LoggedKvTokensAsync(deployment, ct),
                MetricsPage = engine.Definition.MetricsPath is { } path ? await PageAsync(new Uri(deployment.Entry, path), ct) : null,
                MemoryUsed = await UsedAsync(lease.Gpus, ct),
            },
            ReadinessResult.Failed failed => seen with { Failure = failed.Finding },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <returns>Null where it cannot be read.</returns>
    private async Task<string?> PageAsync(Uri page, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(PageBound);
        try
        {
            return await setup.Http.GetStringAsync(page, bound.Token);
        }
        catch (Exception unread) when (unread is HttpRequestException || (unread is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <returns>Bytes on the fullest card; null without one.</returns>
    private async Task<long?> UsedAsync(IReadOnlyList<GpuDevice> gpus, CancellationToken ct)
    {
        if (gpus.Count == 0)
            return null;
        var used = await setup.Gpus.MemoryUsedAsync(ct);
        return gpus.Max(gpu => used.TryGetValue(gpu.Uuid, out var bytes) ? bytes : (long?)null);
    }
}

/// <summary>What one start told.</summary>
public sealed record StartSeen
{
    public required ServingConfig Config { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Full path.</summary>
    public required string LogFile { get; init; }

    /// <summary>From its start to its first answer; null where it failed.</summary>
    public TimeSpan? Ready { get; init; }

    public FailureFinding? Failure { get; init; }

    /// <summary>As it logged them.</summary>
    public long? KvTokens { get; init; }

    /// <summary>After one request; null where it has none.</summary>
    public string? MetricsPage { get; init; }

    /// <summary>Bytes on the fullest of its cards, while it waits for requests.</summary>
    public long? MemoryUsed { get; init; }
}
