using AutoTune.Engines;
using AutoTune.IntegrationTests;
using AutoTune.Provisioning;
using Xunit;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(RealParts))]

namespace AutoTune.IntegrationTests;

/// <summary>The real engine, models and programs that the tests use. Where one is missing a test fails if everything has to be there (CI=true), else it is skipped.</summary>
/// <remarks>Engine and models come as they do for a user: by setting, from PATH or from the cache, else fetched into the cache. They are prepared once for all tests.</remarks>
public sealed class RealParts : IAsyncLifetime
{
    private EngineTools? _engine;
    private PreparedModel? _model;
    private string _whyNoEngine = "";

    /// <summary>llama-server and its tools.</summary>
    public EngineTools Engine => _engine ?? throw Missing(_whyNoEngine);

    /// <summary>The synthetic model in F16, Q8_0 and Q4_0, and its draft.</summary>
    public PreparedModel Model => _model ?? throw Missing(_whyNoEngine);

    /// <returns>The path of a program that tests/run.sh installs where it is missing.</returns>
    public static string Program(string name) =>
        ProgramPath.Find(name) ?? throw Missing($"There is no '{name}' on PATH: tests/run.sh installs what the tests need.");

    /// <returns>What a test throws that cannot be run on this machine.</returns>
    internal static Exception Missing(string what) =>
        Environment.GetEnvironmentVariable("CI") is "true" or "1" ? FailException.ForFailure(what) : SkipException.ForSkip(what);

    public async ValueTask InitializeAsync()
    {
        try
        {
            _engine = await new EngineInstaller(HostSystem.Current).FindAsync();
            var models = new ModelPreparer(Path.Combine(HostSystem.Current.CacheFolder, "models"), new ModelQuantizer(_engine.LlamaQuantize));
            _model = await models.SyntheticAsync(["Q8_0", "Q4_0"]);
        }
        catch (Exception e) when (e is EngineNotInstalledException or ToolFailedException or IOException)
        {
            _whyNoEngine = e.Message;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
