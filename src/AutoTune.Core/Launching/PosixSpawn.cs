using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AutoTune.Launching;

/// <summary>Starts a program as the leader of a session of its own, output and errors in one pipe.</summary>
/// <remarks>
/// The runtime's own Process can start no session, keeps the two streams apart (so their order is lost), reads them on threads of the
/// pool, and does not tell an exit code from a signal.
/// </remarks>
internal static unsafe partial class PosixSpawn
{
    private const int CloseOnExec = 0x80000;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const short SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;
    private const string CloseFrom = "posix_spawn_file_actions_addclosefrom_np";
    private const int RoomForStructures = 1024;    // glibc's posix_spawnattr_t, the largest, takes 336 bytes

    // What AutoTune itself inherited, a lock or a pipe of the shell that called it, is not the child's. In glibc since 2.34.
    private static readonly Lazy<bool> CanCloseRest = new(() =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), CloseFrom, out _)
        || (NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, CloseFrom, out _)));

    /// <returns>Its process id, which is its group and session too.</returns>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static int Start(SpawnRequest request)
    {
        var room = stackalloc byte[3 * RoomForStructures];
        new Span<byte>(room, 3 * RoomForStructures).Clear();
        byte* files = room, attributes = room + RoomForStructures, signals = room + 2 * RoomForStructures;
        Check(InitFiles(files));
        Check(InitAttributes(attributes));
        using var arguments = new NativeStrings([request.FileName, .. request.Arguments]);
        using var environment = new NativeStrings(request.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        try
        {
            Redirect(files, request);
            UseFreshSession(attributes, signals);
            Check(Spawn(out var pid, request.FileName, files, attributes, arguments.Pointer, environment.Pointer));
            return pid;
        }
        finally
        {
            _ = DestroyFiles(files);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>A pipe whose ends no other child inherits.</summary>
    public static (SafeFileHandle Read, SafeFileHandle Write) OpenPipe()
    {
        var ends = stackalloc int[2];
        if (Pipe(ends, CloseOnExec) != 0)
            throw new Win32Exception();
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    private static void Redirect(byte* files, SpawnRequest request)
    {
        if (request.Input is null)
            Check(AddOpen(files, 0, "/dev/null", ReadOnly, 0));
        else
            Check(AddDuplicate(files, (int)request.Input.DangerousGetHandle(), 0));
        if (request.Output is null)
            Check(AddOpen(files, 1, "/dev/null", WriteOnly, 0));
        else
            Check(AddDuplicate(files, (int)request.Output.DangerousGetHandle(), 1));
        Check(AddDuplicate(files, 1, 2));
        if (request.WorkingDirectory is not null)
            Check(AddChangeFolder(files, request.WorkingDirectory));
        if (CanCloseRest.Value)
            Check(AddCloseFrom(files, 3));
    }

    // The runtime ignores SIGPIPE, and a shell may have told AutoTune to ignore SIGINT: neither is the child's business.
    private static void UseFreshSession(byte* attributes, byte* signals)
    {
        Check(FillSignals(signals));
        Check(SetDefaults(attributes, signals));
        Check(EmptySignals(signals));
        Check(SetMask(attributes, signals));
        Check(SetFlags(attributes, SetSession | SetSignalDefaults | SetSignalMask));
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new Win32Exception(error);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int pid, string path, byte* files, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitFiles(byte* files);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyFiles(byte* files);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* files, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* files, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeFolder(byte* files, string path);

    [LibraryImport("libc", EntryPoint = CloseFrom)]
    private static partial int AddCloseFrom(byte* files, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);
}
