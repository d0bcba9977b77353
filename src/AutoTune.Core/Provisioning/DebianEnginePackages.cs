using System.Runtime.InteropServices;

namespace AutoTune.Provisioning;

/// <summary>llama.cpp as Debian packages it, with all its libraries down to the C library, so that it runs on any Debian.</summary>
internal sealed class DebianEnginePackages(HostSystem host) : IEnginePackages
{
    /// <summary>The oldest suite that has llama.cpp.</summary>
    private const string Suite = "forky";
    private const string Package = "llama.cpp-tools";

    public string Name => $"debian-{Suite}";

    public async Task<string> UnpackAsync(string folder, IProgress<string>? progress, CancellationToken ct)
    {
        var (architecture, triplet) = Platform();
        var apt = new PrivateApt(Path.Combine(folder, "apt"), Mirror(), Suite, architecture);
        var packages = await apt.DownloadAsync(Package, progress, ct);
        progress?.Report($"Unpacking {packages.Count} packages");
        var root = new PrivateRoot(folder, triplet);
        foreach (var package in packages)
            await root.UnpackAsync(package, ct);
        root.Finish();
        apt.Delete();
        return $"Debian package {Package} {Version(packages)} ({Suite}, {architecture})";
    }

    private (string Architecture, string Triplet) Platform() => host.Architecture switch
    {
        Architecture.X64 => ("amd64", "x86_64-linux-gnu"),
        Architecture.Arm64 => ("arm64", "aarch64-linux-gnu"),
        var other => throw new EngineNotInstalledException(
            $"AutoTune fetches llama.cpp for x86-64 and arm64 only, and this machine is {other}."),
    };

    private DebianMirror Mirror() =>
        DebianMirror.Find(AptSources.Read(host.AptFolder), OsRelease.Read(host.OsReleaseFile))
        ?? throw new EngineNotInstalledException($"{host.AptFolder} names no mirror of Debian's archive to fetch {Package} from.");

    /// <summary>File names are package_version_architecture.deb, with the colon of an epoch escaped.</summary>
    private static string Version(IReadOnlyList<string> packages)
    {
        var file = packages.Select(Path.GetFileName).First(name => name!.StartsWith(Package + "_", StringComparison.Ordinal))!;
        return Uri.UnescapeDataString(file.Split('_')[1]);
    }
}
