namespace AutoTune.Provisioning;

/// <summary>Finds llama.cpp's tools: by the user's setting, on PATH, in the cache; else fetches Debian's packages into the cache.</summary>
public sealed class EngineInstaller
{
    private readonly HostSystem _host;
    private readonly IEnginePackages _packages;

    public EngineInstaller(HostSystem host)
        : this(host, new DebianEnginePackages(host))
    {
    }

    internal EngineInstaller(HostSystem host, IEnginePackages packages) => (_host, _packages) = (host, packages);

    /// <param name="progress">Told in sentences what is fetched; nothing where the tools are there already.</param>
    /// <exception cref="EngineNotInstalledException">None is there and none could be fetched, or the setting names no program.</exception>
    public async Task<EngineTools> FindAsync(IProgress<string>? progress = null, CancellationToken ct = default) =>
        FindInstalled() ?? await FetchAsync(progress, ct);

    /// <summary>Looks only at what is on this machine.</summary>
    /// <exception cref="EngineNotInstalledException">The setting names no program.</exception>
    public EngineTools? FindInstalled()
    {
        var lookup = new ToolLookup(_host);
        return lookup.BySetting() ?? lookup.OnPath() ?? Cache.Find();
    }

    private EngineCache Cache => new(Path.Combine(_host.CacheFolder, "engines"), _packages.Name);

    private async Task<EngineTools> FetchAsync(IProgress<string>? progress, CancellationToken ct)
    {
        try
        {
            return await Cache.InstallAsync((folder, token) => _packages.UnpackAsync(folder, progress, token), progress, ct);
        }
        catch (ToolFailedException e)
        {
            throw NotInstalled(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotInstalled($"The cache {_host.CacheFolder} cannot be written ({e.Message}); AUTOTUNE_CACHE names another folder.", e);
        }
        catch (EngineNotInstalledException e)
        {
            throw NotInstalled(e.Message, e);
        }
    }

    private EngineNotInstalledException NotInstalled(string why, Exception inner) =>
        new($"llama-server is not installed, and could not be fetched. {why}\n{InstallAdvice.For(_host)}", inner);
}
