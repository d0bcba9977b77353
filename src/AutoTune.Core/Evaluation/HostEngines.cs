using AutoTune.Engines;
using AutoTune.Provisioning;

namespace AutoTune.Evaluation;

/// <summary>Engines as programs of this machine. llama.cpp is fetched; any other has to be on PATH.</summary>
public sealed class HostEngines(EngineInstaller installer, IProgress<string> progress) : IEngineSource
{
    private const string LlamaServer = "llama-server";

    /// <summary>It need not be on this machine before the first study.</summary>
    public static bool IsFetched(EngineDefinition engine) => engine.Program == LlamaServer;

    public async Task<EngineProgram> ProvideAsync(EngineDefinition engine, CancellationToken ct)
    {
        var program = IsFetched(engine)
            ? (await installer.FindAsync(progress, ct)).LlamaServer
            : ProgramPath.Find(engine.Program) ?? throw new EngineNotInstalledException($"{engine.Title} is not installed: there is no program '{engine.Program}' on PATH.");
        var version = EngineProgram.VersionOf(engine, await EngineHelp.ReadAsync(program, engine.VersionQuestion, ct));
        return new(program, version, await EngineHelp.OfFlagsAsync(program, engine, ct));
    }
}
