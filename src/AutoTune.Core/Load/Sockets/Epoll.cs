using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AutoTune.Load.Sockets;

[Flags]
internal enum Readiness : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,
    Failed = 0x8,
    HungUp = 0x10,
}

/// <summary>Linux's readiness queue, with time-outs in nanoseconds. One thread waits; any thread may wake it.</summary>
/// <remarks>Level-triggered. Closing a socket ends the watch. Needs <c>epoll_pwait2</c>: Linux 5.11, glibc 2.35.</remarks>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Modify = 3;
    private const int WakeToken = -1;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Interrupted = 4;
    private const int Capacity = 256;

    /// <summary><c>struct epoll_event</c> is packed on x86-64 alone.</summary>
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TokenOffset = EventSize - 8;

    private readonly int _epoll = Checked(Create(CloseOnExec), "epoll_create1");
    private readonly int _wake = Checked(CreateWake(0, CloseOnExec | NonBlocking), "eventfd");
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(EventSize * Capacity));

    public Epoll() => Control(Add, _wake, WakeToken, Readiness.Readable);

    /// <summary>False where this system has no such queue.</summary>
    public static bool IsSupported { get; } = Probe();

    /// <param name="token">Comes back with each event; not negative.</param>
    public void Watch(Socket socket, int token, Readiness interest) => Control(Add, (int)socket.Handle, token, interest);

    public void Change(Socket socket, int token, Readiness interest) => Control(Modify, (int)socket.Handle, token, interest);

    /// <summary>Returns early when something is ready, or <see cref="Wake"/> was called.</summary>
    /// <returns>How many events <see cref="this[int]"/> now gives.</returns>
    public int Wait(TimeSpan timeout)
    {
        var wanted = new Timespec(Math.Max(0, timeout.Ticks));
        var ready = WaitFor(_epoll, _events, Capacity, &wanted, null);
        if (ready < 0)
            return Marshal.GetLastSystemError() == Interrupted ? 0 : Checked(ready, "epoll_pwait2");
        return ready > 0 ? WithoutWake(ready) : 0;
    }

    public (int Token, Readiness Ready) this[int index] => (Token(index), (Readiness)(*(uint*)(_events + index * EventSize)));

    public void Wake()
    {
        ulong one = 1;
        _ = Write(_wake, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = Close(_epoll);
        _ = Close(_wake);
        NativeMemory.Free(_events);
    }

    private int Token(int index) => *(int*)(_events + index * EventSize + TokenOffset);

    private int WithoutWake(int ready)
    {
        for (var i = 0; i < ready; i++)
        {
            if (Token(i) != WakeToken)
                continue;
            ulong count;
            _ = Read(_wake, &count, sizeof(ulong));
            Buffer.MemoryCopy(_events + (ready - 1) * EventSize, _events + i * EventSize, EventSize, EventSize);
            return ready - 1;
        }

        return ready;
    }

    private void Control(int operation, int descriptor, int token, Readiness interest)
    {
        var wanted = stackalloc byte[EventSize];
        *(uint*)wanted = (uint)interest;
        *(long*)(wanted + TokenOffset) = token;
        Checked(Control(_epoll, operation, descriptor, wanted), "epoll_ctl");
    }

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            using var epoll = new Epoll();
            return epoll.Wait(TimeSpan.Zero) == 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or IOException)
        {
            return false;
        }
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed with error {Marshal.GetLastSystemError()}");

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int Control(int epoll, int operation, int descriptor, byte* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2")]
    private static partial int WaitFor(int epoll, byte* events, int most, Timespec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int CreateWake(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec(long ticks)
    {
        public readonly nint Seconds = (nint)(ticks / TimeSpan.TicksPerSecond);
        public readonly nint Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * 100);
    }
}
