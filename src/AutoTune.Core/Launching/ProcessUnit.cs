using Microsoft.Win32.SafeHandles;

namespace AutoTune.Launching;

/// <summary>A child process that leads its own group, and the two threads that follow it.</summary>
internal sealed class ProcessUnit
{
    private const int SmallStack = 256 * 1024;

    private static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<DeploymentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _reaped;

    private ProcessUnit(LaunchUnit unit, int pid)
    {
        Unit = unit;
        Pid = pid;
        StartTime = LinuxProcesses.Find(pid)?.StartTime ?? 0;    // there even if it has ended: nobody else reaps it
    }

    public LaunchUnit Unit { get; }

    /// <summary>Of the process, its group and its session.</summary>
    public int Pid { get; }

    public long StartTime { get; }

    public Task<DeploymentExit> Exited => _exited.Task;

    public static ProcessUnit Start(LaunchUnit unit, SpawnRequest request, OutputReader output)
    {
        var (read, write) = PosixSpawn.OpenPipe();
        int pid;
        using (write)
            pid = PosixSpawn.Start(request with { Output = write });
        var started = new ProcessUnit(unit, pid);
        started.Follow(read, output);
        return started;
    }

    /// <summary>To the whole group; nothing where the leader has ended already.</summary>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (!_reaped)
                _ = LinuxProcesses.Kill(-Pid, signal);
        }
    }

    private void Follow(SafeFileHandle pipe, OutputReader output)
    {
        var reader = new Thread(() => output.ReadToEnd(pipe), SmallStack) { IsBackground = true, Name = $"log of {Unit.Name}" };
        reader.Start();
        new Thread(() => WaitForEnd(reader), SmallStack) { IsBackground = true, Name = $"end of {Unit.Name}" }.Start();
    }

    // The leader stays a zombie until its group is dead, so the group's number is nobody else's when the signal goes out.
    // Without its leader a server is over; what is left of it would only hold memory, ports and the pipe.
    private void WaitForEnd(Thread reader)
    {
        ChildWait.UntilDead(Pid);
        (int? Code, int? Signal) exit;
        lock (_gate)
        {
            _ = LinuxProcesses.Kill(-Pid, LinuxProcesses.SigKill);
            exit = ChildWait.Reap(Pid);
            _reaped = true;
        }
        reader.Join(DrainBound);
        _exited.TrySetResult(new DeploymentExit(Unit.Name, exit.Code, exit.Signal));
    }
}
