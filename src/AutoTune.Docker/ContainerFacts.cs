using AutoTune.Engines;
using AutoTune.Launching;
using Docker.DotNet;

namespace AutoTune.Docker;

/// <summary>What a container engine says of itself, before anything is asked of it.</summary>
/// <param name="Folder">Where images are kept.</param>
/// <param name="HandsOutNvidia">NVIDIA's runtime, its hook or its device files (CDI) are known to it.</param>
public sealed record ContainerFacts(string Version, string Folder, bool HandsOutNvidia)
{
    private const string Hook = "nvidia-container-runtime-hook";
    private const string RequiredCuda = "NVIDIA_REQUIRE_CUDA=";

    private static readonly string[] DeviceFolders = ["/etc/cdi", "/var/run/cdi"];

    /// <exception cref="LaunchException">It answers with an error, or went away.</exception>
    public static Task<ContainerFacts> OfAsync(DockerHost host, CancellationToken ct) => host.CallAsync(async () =>
    {
        var info = await host.Client.System.GetSystemInfoAsync(ct);
        var version = await host.Client.System.GetVersionAsync(ct);
        var nvidia = info.Runtimes?.ContainsKey("nvidia") == true || ProgramPath.Find(Hook) is not null || DeviceFolders.Any(HasNvidia);
        return new ContainerFacts(version.Version, info.DockerRootDir, nvidia);
    });

    /// <returns>What it asks of the driver (<c>cuda>=12.8 …</c>), empty where it asks nothing; null where the image is not here.</returns>
    /// <exception cref="LaunchException">It answers with an error, or went away.</exception>
    public static Task<string?> RequiredCudaAsync(DockerHost host, string image, CancellationToken ct) => host.CallAsync<string?>(async () =>
    {
        try
        {
            var seen = await host.Client.Images.InspectImageAsync(image, ct);
            return seen.Config?.Env?.FirstOrDefault(variable => variable.StartsWith(RequiredCuda, StringComparison.Ordinal))?[RequiredCuda.Length..] ?? "";
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    });

    private static bool HasNvidia(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "nvidia*").Any();
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
