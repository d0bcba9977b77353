using System.Runtime.InteropServices;

namespace AutoTune.Launching;

/// <summary>Waits for a child of this process that the runtime does not know of.</summary>
internal static unsafe partial class ChildWait
{
    private const int ByProcess = 1;
    private const int Exited = 4, LeaveWaitable = 0x01000000;
    private const int Interrupted = 4;
    private const int RoomForSiginfo = 128;

    /// <summary>Blocks until the child has ended and leaves it a zombie, so that its number cannot be given to another process.</summary>
    public static void UntilDead(int pid)
    {
        var information = stackalloc byte[RoomForSiginfo];
        while (WaitForState(ByProcess, pid, information, Exited | LeaveWaitable) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }

    /// <summary>Takes the status of a child that has ended. Neither where the system did not keep it.</summary>
    public static (int? Code, int? Signal) Reap(int pid)
    {
        int result, status;
        do
            result = WaitForPid(pid, out status, 0);
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        var signal = status & 0x7f;
        return result != pid ? (null, null) : signal == 0 ? ((status >> 8) & 0xff, null) : (null, signal);
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitForState(int kind, int pid, byte* information, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitForPid(int pid, out int status, int options);
}
