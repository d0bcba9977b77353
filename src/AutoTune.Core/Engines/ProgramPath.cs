namespace AutoTune.Engines;

/// <summary>Finds a program as a shell would: by its path, else on PATH.</summary>
/// <remarks>Relative and empty entries of PATH are passed over: what they mean depends on the working directory.</remarks>
public static class ProgramPath
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="searchPath">Folders with colons between them; null for this process's PATH.</param>
    /// <returns>Absolute; null where there is no such program, or it may not be executed.</returns>
    public static string? Find(string name, string? searchPath = null)
    {
        if (name.Contains('/'))
            return IsProgram(name) ? Path.GetFullPath(name) : null;
        return (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsProgram);
    }

    public static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);
}
