using System.Runtime.InteropServices;

namespace AutoTune.Load;

/// <summary>This process's threads before all others for the length of a probe: the client must be on time while an engine beside it burns every core. Where the system does not allow it, nothing happens.</summary>
/// <remarks>
/// Real-time round robin at the lowest of its priorities. A nice value would do nothing where Linux groups tasks by session (autogroup), as it does by default.
/// Children do not inherit it (reset on fork), so an engine that is launched meanwhile stays what it was; new threads of ours are raised by <see cref="RaiseAll"/>.
/// </remarks>
internal sealed partial class RaisedPriority : IDisposable
{
    private const int Ordinary = 0;
    private const int RoundRobin = 2;
    private const int ResetOnFork = 0x40000000;

    private RaisedPriority() => RaiseAll();

    public static RaisedPriority? Try() =>
        OperatingSystem.IsLinux() && GetScheduler(0) == Ordinary && TryRaiseThisThread() ? new() : null;

    /// <returns>False where it is not allowed.</returns>
    public static bool TryRaiseThisThread() => OperatingSystem.IsLinux() && SetScheduler(0, RoundRobin | ResetOnFork, 1) == 0;

    /// <summary>Threads that have come since are raised too.</summary>
    public static void RaiseAll() => SetAll(RoundRobin | ResetOnFork, 1);

    public void Dispose() => SetAll(Ordinary, 0);

    /// <summary>A thread that ends meanwhile is none to be set.</summary>
    private static void SetAll(int policy, int priority)
    {
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
            _ = SetScheduler(int.Parse(Path.GetFileName(task)), policy, priority);
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int GetScheduler(int thread);

    /// <param name="priority">The only member of <c>struct sched_param</c>.</param>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);
}
