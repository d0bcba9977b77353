using System.Runtime.InteropServices;

namespace AutoTune.Load;

/// <summary>This process before others for the length of a probe: the client must be on time while an engine beside it burns every core. Where the system does not allow it, nothing happens.</summary>
/// <remarks>Linux keeps a nice value per thread and new threads inherit it; so would an engine launched meanwhile, which is why it ends with the probe.</remarks>
internal sealed partial class RaisedPriority : IDisposable
{
    private const int Raised = -15;
    private const int PrioProcess = 0;

    private readonly int _before;

    private RaisedPriority(int before) => _before = before;

    public static RaisedPriority? Try()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var before = GetPriority(PrioProcess, 0);
        if (before <= Raised || SetPriority(PrioProcess, 0, Raised) != 0)
            return null;
        SetAll(Raised);
        return new(before);
    }

    public void Dispose()
    {
        SetAll(_before);
        _ = SetPriority(PrioProcess, 0, _before);
    }

    private static void SetAll(int nice)
    {
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
            _ = SetPriority(PrioProcess, int.Parse(Path.GetFileName(task)), nice);
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int nice);
}
