using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>Waits until a deployment serves: healthy, the model listed, one request answered.</summary>
/// <param name="http">Without a proxy; its own time-out is not used.</param>
public sealed class ReadinessCheck(HttpClient http, FailureClassifier classifier, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <param name="engine">The engine's name in the failure catalogue.</param>
    /// <returns>Ready, or the classified failure: at once when a unit ends, when a stranger has the port, or when a limit is passed.</returns>
    public async Task<ReadinessResult> WaitAsync(IDeployment deployment, string engine, ReadinessSettings settings, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var progress = new StartProgress(deployment, time);
        var log = progress.FollowLogAsync(stop.Token);
        var limit = progress.WaitForLimitAsync(settings, stop.Token);
        var steps = TakeStepsAsync(deployment, settings, progress, stop.Token);
        try
        {
            await Task.WhenAny(deployment.Exited, limit, steps);
            ct.ThrowIfCancellationRequested();
            if (deployment.Exited.IsCompleted)
                return await EndedAsync(deployment, engine, progress, log);
            return steps.IsCompleted ? Judge(await steps, engine, progress) : TooLate(await limit, engine, progress);
        }
        finally
        {
            stop.Cancel();
            await Task.WhenAll(log, limit, steps).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<StepsEnd> TakeStepsAsync(IDeployment deployment, ReadinessSettings settings, StartProgress progress, CancellationToken ct)
    {
        var server = new ServerProbe(http, deployment.Entry, settings, time);
        while (!await server.IsHealthyAsync(ct) || deployment.FindEntryOwner() == EntryOwner.Nobody)
            await PauseAsync(progress, ct);
        if (deployment.FindEntryOwner() == EntryOwner.Stranger)
            return new StepsEnd(FailureCatalogue.PortInUse, $"Another process listens on port {deployment.Entry.Port} and answers {settings.HealthPath}.");
        progress.Healthy();

        string? model;
        while ((model = await server.FindModelAsync(ct)) is null)
            await PauseAsync(progress, ct);
        progress.Listed();

        SmokeAnswer answer;
        while ((answer = await server.SmokeAsync(model, ct)) is SmokeAnswer.NotYet)
            await PauseAsync(progress, ct);
        if (answer is SmokeAnswer.Refused refused)
            return new StepsEnd(refused.Class, refused.Evidence);
        progress.Answered();
        return new StepsEnd(null, model);
    }

    // Five per cent of what has passed: fine for an engine that starts in a second, light on one that takes minutes.
    private Task PauseAsync(StartProgress progress, CancellationToken ct)
    {
        var pause = progress.Elapsed / 20;
        return Task.Delay(pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause, time, ct);
    }

    private ReadinessResult Judge(StepsEnd end, string engine, StartProgress progress)
    {
        if (end.FailureClass is null)
            return new ReadinessResult.Ready(end.Text, progress.Timings);
        var cause = end.FailureClass == FailureCatalogue.PortInUse ? null : classifier.FindCause(engine, progress.Lines);
        return new ReadinessResult.Failed(cause ?? new FailureFinding(classifier.Catalogue[end.FailureClass], end.Text, 0), progress.Timings);
    }

    private async Task<ReadinessResult> EndedAsync(IDeployment deployment, string engine, StartProgress progress, Task log)
    {
        await Task.WhenAny(log, Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
        var exit = await deployment.Exited;
        return new ReadinessResult.Failed(classifier.Classify(engine, progress.Lines, exit.Process), progress.Timings);
    }

    private ReadinessResult.Failed TooLate(string why, string engine, StartProgress progress) => new(
        classifier.FindCause(engine, progress.Lines) ?? new FailureFinding(classifier.Catalogue[FailureCatalogue.StartTimeout], why, 0), progress.Timings);

    /// <param name="FailureClass">Null: ready, and the text is the model's id; else the text is the evidence.</param>
    private sealed record StepsEnd(string? FailureClass, string Text);
}
