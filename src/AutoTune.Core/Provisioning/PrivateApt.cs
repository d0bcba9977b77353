namespace AutoTune.Provisioning;

/// <summary>An apt with sources, lists, cache and status of its own: it touches nothing of the system's, and needs no root.</summary>
internal sealed class PrivateApt(string folder, DebianMirror mirror, string suite, string architecture)
{
    private static readonly TimeSpan UpdateLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(15);

    private string Archives => Path.Combine(folder, "cache", "archives");

    private string Configuration => Path.Combine(folder, "apt.conf");

    /// <returns>Paths of the package and of everything it depends on.</returns>
    /// <exception cref="ToolFailedException">apt is missing or failed: no network, a signature that does not hold, no such package.</exception>
    public async Task<IReadOnlyList<string>> DownloadAsync(string package, IProgress<string>? progress, CancellationToken ct)
    {
        Prepare();
        progress?.Report($"Fetching the package lists of Debian {suite} from {mirror.Uri}");
        await RunAsync(["update"], UpdateLimit, ct);
        progress?.Report($"Downloading {package} and its libraries");
        await RunAsync(["install", "--yes", "--download-only", package], DownloadLimit, ct);
        return [.. Directory.GetFiles(Archives, "*.deb").Order(StringComparer.Ordinal)];
    }

    public void Delete() => Directory.Delete(folder, recursive: true);

    private Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken ct) =>
        ToolProcess.RunAsync("apt-get", ["--config-file", Configuration, "--quiet=2", .. command], limit, ct);

    private void Prepare()
    {
        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(Archives, "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "sources.list.d"));
        File.WriteAllText(Path.Combine(folder, "status"), "");
        File.WriteAllText(Path.Combine(folder, "sources.list.d", "debian.sources"), mirror.Stanza(suite, architecture));
        File.WriteAllText(Configuration, Settings());
    }

    /// <summary>
    /// The system's own configuration stays in force, for its proxies; its hooks do not, they would act on the system. Signatures are checked
    /// whatever the system's configuration says; only a Release file past its date is accepted, since a mirror may stand still.
    /// </summary>
    private string Settings() => $"""
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        #clear DPkg::Pre-Invoke;
        #clear DPkg::Post-Invoke;
        #clear DPkg::Pre-Install-Pkgs;
        Dir::State "{folder}";
        Dir::State::lists "{folder}/lists";
        Dir::State::status "{folder}/status";
        Dir::State::extended_states "{folder}/extended_states";
        Dir::Cache "{folder}/cache";
        Dir::Cache::archives "{folder}/cache/archives";
        Dir::Etc::sourcelist "/dev/null";
        Dir::Etc::sourceparts "{folder}/sources.list.d";
        Dir::Etc::preferences "/dev/null";
        Dir::Etc::preferencesparts "/dev/null";
        Debug::NoLocking "true";
        APT::Architecture "{architecture}";
        APT::Architectures "{architecture}";
        APT::Default-Release "";
        APT::Sandbox::User "root";
        APT::Install-Recommends "false";
        APT::Keep-Downloaded-Packages "true";
        APT::Update::Error-Mode "any";
        APT::Get::AllowUnauthenticated "false";
        Acquire::AllowInsecureRepositories "false";
        Acquire::AllowWeakRepositories "false";
        Acquire::AllowDowngradeToInsecureRepositories "false";
        Acquire::Check-Valid-Until "false";
        Acquire::Languages "none";
        Acquire::PDiffs "false";
        Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
        Acquire::Retries "2";
        Acquire::http::Timeout "20";
        Acquire::https::Timeout "20";

        """;
}
