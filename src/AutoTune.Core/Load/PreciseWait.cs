using System.Runtime.InteropServices;

namespace AutoTune.Load;

/// <summary>Sleeps that end on time, without spinning: the engine under test needs the processors.</summary>
internal static partial class PreciseWait
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    /// <summary>Blocks the calling thread until <paramref name="due"/> on the probe's clock.</summary>
    public static void Until(ProbeClock clock, TimeSpan due, CancellationToken ct)
    {
        for (var left = due - clock.Now; left > TimeSpan.Zero && !ct.IsCancellationRequested; left = due - clock.Now)
            Sleep(left < LongestSleep ? left : LongestSleep, ct);
    }

    private static void Sleep(TimeSpan span, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux())
            NanoSleep(new Timespec(span.Ticks / TimeSpan.TicksPerSecond, span.Ticks % TimeSpan.TicksPerSecond * 100), nint.Zero);
        else if (span > TimeSpan.FromMilliseconds(2))
            ct.WaitHandle.WaitOne(span - TimeSpan.FromMilliseconds(1));
        else
            Thread.Yield();
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in Timespec wanted, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec(long seconds, long nanoseconds)
    {
        public readonly nint Seconds = (nint)seconds;
        public readonly nint Nanoseconds = (nint)nanoseconds;
    }
}
