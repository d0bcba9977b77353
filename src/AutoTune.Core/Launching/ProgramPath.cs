namespace AutoTune.Launching;

/// <summary>Finds a program as a shell would: by its path, else on PATH.</summary>
internal static class ProgramPath
{
    /// <exception cref="LaunchException">There is no such program.</exception>
    public static string Find(string name, string? searchPath)
    {
        if (name.Contains('/'))
            return IsProgram(name) ? Path.GetFullPath(name) : throw new LaunchException($"There is no program at '{name}', or it may not be executed.");
        var folders = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(IsProgram)
            ?? throw new LaunchException($"'{name}' is not on PATH.");
    }

    private static bool IsProgram(string path) => File.Exists(path) && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;
}
