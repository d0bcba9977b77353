namespace AutoTune.Provisioning;

/// <summary>An engine in the user's cache, there whole or not at all: built in a folder of its own, marked when done, then renamed.</summary>
internal sealed class EngineCache(string folder, string name)
{
    /// <summary>Written last; its text is where the engine came from.</summary>
    private const string Marker = "complete";

    private string Home => Path.Combine(folder, name);

    public EngineTools? Find()
    {
        var marker = Path.Combine(Home, Marker);
        if (!File.Exists(marker) || !File.Exists(Tool("llama-server")))
            return null;
        return new EngineTools
        {
            LlamaServer = Tool("llama-server"),
            LlamaQuantize = File.Exists(Tool("llama-quantize")) ? Tool("llama-quantize") : null,
            Origin = File.ReadAllText(marker),
        };
    }

    /// <param name="build">Fills an empty folder and says what it holds.</param>
    public async Task<EngineTools> InstallAsync(
        Func<string, CancellationToken, Task<string>> build, IProgress<string>? progress, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        using var held = await ProvisioningLock.OfEngineAsync(folder, name, progress, ct);
        if (Find() is { } installedMeanwhile)
            return installedMeanwhile;
        RemoveUnfinished();
        await BuildAsync(build, ct);
        return Find() ?? throw new EngineNotInstalledException($"The packages unpacked into {Home} hold no llama-server.");
    }

    private async Task BuildAsync(Func<string, CancellationToken, Task<string>> build, CancellationToken ct)
    {
        var partial = AtomicFile.PartialName(Home);
        Directory.CreateDirectory(partial);
        try
        {
            var origin = await build(partial, ct);
            await File.WriteAllTextAsync(Path.Combine(partial, Marker), origin, ct);
            Directory.Move(partial, Home);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    /// <summary>What an AutoTune left that was killed while installing: nobody else writes while the lock is held.</summary>
    private void RemoveUnfinished()
    {
        foreach (var left in Directory.EnumerateDirectories(folder, $"{name}.*.partial").Append(Home).Where(Directory.Exists).ToArray())
            Directory.Delete(left, recursive: true);
    }

    private string Tool(string tool) => Path.Combine(Home, "bin", tool);
}
