namespace AutoTune.Load;

/// <summary>Keeps a fixed number of requests in flight: each is replaced as it ends. Of conversations, a fixed number of users, who think between their turns.</summary>
internal static class ClosedLoop
{
    /// <summary>A server that refuses at once must not be asked ten thousand times a second.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(ProbeRun run, ReferenceStream stream, int concurrency, Func<StreamingRequest, Task> send, TimeProvider time)
    {
        var users = Enumerable.Range(0, concurrency).Select(_ => UserAsync(run, stream, send, time)).ToArray();
        await Task.WhenAll(users);
    }

    private static async Task UserAsync(ProbeRun run, ReferenceStream stream, Func<StreamingRequest, Task> send, TimeProvider time)
    {
        PlannedRequest? next = null;
        while (!run.Cut.IsCancellationRequested)
        {
            if (run.Clock.Now >= run.WindowEnd || run.HasEnough)
                run.CloseWindow();
            if (run.Over.IsCompleted)
                return;
            if (next is not null)
                await Task.Delay(next.Scheduled - run.Clock.Now is var think && think > TimeSpan.Zero ? think : TimeSpan.Zero, time, run.Cut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var ended = await run.Start(index => next is { } turn ? turn with { Index = index, Scheduled = run.Clock.Now } : StreamPlan.Request(stream, index, run.Clock.Now), SendAsync);
            if (ended.End is RequestEnd.Broken or RequestEnd.ServerError)
                await Task.Delay(PauseAfterFailure, time, run.Cut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task SendAsync(StreamingRequest request)
        {
            await send(request);
            next = request.Planned.Session?.Next(request, run.Clock.Now);
        }
    }
}
