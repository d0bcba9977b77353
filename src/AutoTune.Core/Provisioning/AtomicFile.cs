namespace AutoTune.Provisioning;

/// <summary>A file is there whole or not at all: written under a name of its own beside the final one, then renamed.</summary>
internal static class AtomicFile
{
    public static void Write(string path, Action<Stream> write)
    {
        var partial = PartialName(path);
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
                write(stream);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Removes what writers left that were killed; only for who holds the lock of the folder.</summary>
    public static void RemoveUnfinished(string path)
    {
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.partial"))
            File.Delete(left);
    }

    public static string PartialName(string path) => $"{path}.{Environment.ProcessId}.partial";
}
