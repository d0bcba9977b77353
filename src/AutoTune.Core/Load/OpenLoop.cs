namespace AutoTune.Load;

/// <summary>Sends on an absolute schedule from a thread of its own: a request goes out when it is due, whatever became of those before it.</summary>
internal static class OpenLoop
{
    /// <returns>Ends when all were sent or the probe was cut.</returns>
    public static Task RunAsync(ProbeRun run, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Send(run, planned, send, ended)) { IsBackground = true, Name = "load schedule", Priority = ThreadPriority.Highest };
        thread.Start();
        return ended.Task;
    }

    private static void Send(ProbeRun run, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send, TaskCompletionSource ended)
    {
        try
        {
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
