namespace AutoTune.Provisioning;

/// <summary>Looks for a llama.cpp that the user has.</summary>
internal sealed class ToolLookup(HostSystem host)
{
    public const string Setting = "AUTOTUNE_LLAMA_SERVER";

    /// <exception cref="EngineNotInstalledException">The setting names no program.</exception>
    public EngineTools? BySetting()
    {
        if (host.NonEmpty(Setting) is not { } path)
            return null;
        if (!IsProgram(path))
            throw new EngineNotInstalledException($"{Setting} is \"{path}\", which is not an executable file.");
        return Tools(Path.GetFullPath(path), Setting);
    }

    public EngineTools? OnPath() => Search("llama-server") is { } server ? Tools(server, $"PATH ({server})") : null;

    private EngineTools Tools(string server, string origin)
    {
        var beside = Path.Combine(Path.GetDirectoryName(server)!, "llama-quantize");
        return new EngineTools
        {
            LlamaServer = server,
            LlamaQuantize = IsProgram(beside) ? beside : Search("llama-quantize"),
            Origin = origin,
        };
    }

    /// <summary>Relative and empty entries of PATH are passed over: what they mean depends on the working directory.</summary>
    private string? Search(string program) =>
        (host.Variable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(Path.IsPathRooted)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(IsProgram);

    private static bool IsProgram(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != UnixFileMode.None);
    }
}
