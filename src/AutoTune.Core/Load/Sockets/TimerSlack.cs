using System.Runtime.InteropServices;

namespace AutoTune.Load.Sockets;

/// <summary>Linux lets a sleeping thread oversleep by 50 µs to save power; a schedule would rather not.</summary>
internal static partial class TimerSlack
{
    private const int SetTimerSlack = 29;

    /// <summary>Of the calling thread, to a nanosecond.</summary>
    public static void SetSmallest() => _ = Control(SetTimerSlack, 1, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value, nuint none1, nuint none2, nuint none3);
}
