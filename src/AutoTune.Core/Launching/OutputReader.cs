using Microsoft.Win32.SafeHandles;

namespace AutoTune.Launching;

/// <summary>Reads a unit's pipe to its end.</summary>
internal sealed class OutputReader(UnitOutput output)
{
    /// <summary>Blocks until everybody who holds the other end is gone.</summary>
    public void ReadToEnd(SafeFileHandle pipe)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        var bytes = new byte[64 * 1024];
        for (int read; (read = stream.Read(bytes)) > 0;)
            output.Accept(bytes.AsSpan(0, read));
        output.Dispose();
    }
}
