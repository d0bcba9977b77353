using AutoTune.Engines;

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
        if (!ProgramPath.IsProgram(path))
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
            LlamaQuantize = ProgramPath.IsProgram(beside) ? beside : Search("llama-quantize"),
            Origin = origin,
        };
    }

    private string? Search(string program) => ProgramPath.Find(program, host.Variable("PATH") ?? "");
}
