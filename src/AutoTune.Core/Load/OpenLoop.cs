namespace AutoTune.Load;

/// <summary>Sends on an absolute schedule from a thread of its own: a request goes out when it is due, whatever became of those before it.</summary>
internal static class OpenLoop
{
    /// <param name="raised">The process runs at raised priority, and so should this thread.</param>
    /// <returns>Ends when all were sent or the probe was cut.</returns>
    public static Task RunAsync(ProbeRun run, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send, bool raised)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Send(run, planned, send, raised, ended)) { IsBackground = true, Name = "load schedule", Priority = ThreadPriority.Highest };
        thread.Start();
        return ended.Task;
    }

    private static void Send(ProbeRun run, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send, bool raised, TaskCompletionSource ended)
    {
        try
        {
            if (raised)
                RaisedPriority.TryRaiseThisThread();
            foreach (var request in planned)
            {
                if (request.Scheduled >= run.WindowEnd)
                    run.CloseWindow();
                PreciseWait.Until(run.Clock, request.Scheduled, run.Cut);
                if (run.Cut.IsCancellationRequested)
                    break;
                _ = run.Start(_ => request, send);
            }

            run.CloseWindow();
            ended.SetResult();
        }
        catch (Exception e)
        {
            ended.SetException(e);
        }
    }
}
