namespace AutoTune.Load;

/// <summary>A thread of its own for an open schedule.</summary>
internal static class OpenLoop
{
    /// <param name="raised">The process runs at raised priority, and so should this thread.</param>
    /// <returns>Ends when all were sent or the probe was cut.</returns>
    public static Task RunAsync(ProbeRun run, OpenSchedule schedule, bool raised)
    {
        var thread = new Thread(() => Send(run, schedule, raised)) { IsBackground = true, Name = "load schedule", Priority = ThreadPriority.Highest };
        thread.Start();
        return schedule.Ended;
    }

    private static void Send(ProbeRun run, OpenSchedule schedule, bool raised)
    {
        if (raised)
            RaisedPriority.TryRaiseThisThread();
        while (schedule.SendDue() is { } wait)
            PreciseWait.Until(run.Clock, run.Clock.Now + wait, run.Cut);
    }
}
