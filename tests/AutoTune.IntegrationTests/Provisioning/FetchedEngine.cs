using System.Diagnostics;
using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.IntegrationTests.Provisioning;

/// <summary>Debian's llama.cpp, fetched into a fresh cache whose name has a space, and the synthetic model; once for all tests of a class.</summary>
public sealed class FetchedEngine : IAsyncLifetime
{
    private readonly List<string> _progress = [];
    private EngineTools? _tools;
    private PreparedModel? _model;
    private string _missing = "";

    public string Cache { get; } = Directory.CreateTempSubdirectory("autotune cache ").FullName;

    public IReadOnlyList<string> Progress => _progress;

    public TimeSpan FetchTime { get; private set; }

    public EngineTools Tools => _tools ?? throw RealParts.Missing(_missing);

    public PreparedModel Model => _model ?? throw RealParts.Missing(_missing);

    /// <summary>Neither a setting nor PATH is given, so that only the packages can be found.</summary>
    public HostSystem Host => HostSystem.Current with { Variable = name => name == "AUTOTUNE_CACHE" ? Cache : null };

    public async ValueTask InitializeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            _tools = await new EngineInstaller(Host).FindAsync(new Lines(_progress));
        }
        catch (EngineNotInstalledException e)
        {
            _missing = e.Message;
            return;
        }
        FetchTime = Stopwatch.GetElapsedTime(started);
        var preparer = new ModelPreparer(Path.Combine(Cache, "models"), new ModelQuantizer(_tools.LlamaQuantize));
        _model = await preparer.SyntheticAsync(["Q8_0", "Q4_K_M", "Q4_0"]);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Cache, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Lines(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
