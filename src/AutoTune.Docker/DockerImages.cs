using System.Net;
using AutoTune.Launching;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>Gets images onto this host.</summary>
public sealed class DockerImages(DockerHost host, RegistryCredentials credentials, IProgress<string> progress)
{
    /// <summary>What is there is taken as it is: a study is not changed by a tag that moved.</summary>
    /// <returns>The image by digest, which is what is launched from then on.</returns>
    /// <exception cref="LaunchException">It does not exist, may not be pulled, or does not fit on the disk.</exception>
    public async Task<DockerImage> EnsureAsync(string name, CancellationToken ct) => await FindAsync(name, ct) ?? await PullAsync(name, ct);

    private async Task<DockerImage?> FindAsync(string name, CancellationToken ct)
    {
        try
        {
            var seen = await host.Client.Images.InspectImageAsync(name, ct);
            return new(name, seen.RepoDigests?.FirstOrDefault() ?? seen.ID, [.. seen.Config?.Entrypoint ?? []]);
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    private async Task<DockerImage> PullAsync(string name, CancellationToken ct)
    {
        var layers = new PullProgress(name, progress);
        try
        {
            await host.Client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = WithTag(name) }, await credentials.ForAsync(ImageRegistry.Of(name), ct), layers, ct);
        }
        catch (DockerApiException refused)
        {
            throw new LaunchException(WhyNotPulled(name, refused.StatusCode, DockerErrors.MessageOf(refused)), refused);
        }
        if (layers.Error is { } error)
            throw new LaunchException(WhyNotPulled(name, HttpStatusCode.OK, error));
        return await FindAsync(name, ct) ?? throw new LaunchException($"The image {name} was pulled and is not there.");
    }

    /// <summary>Without a tag the engine's API pulls all that there are.</summary>
    private static string WithTag(string name) => name.Contains('@') || name.LastIndexOf(':') > name.LastIndexOf('/') ? name : $"{name}:latest";

    private static string WhyNotPulled(string name, HttpStatusCode status, string said) => said switch
    {
        _ when said.Contains("no space left", StringComparison.OrdinalIgnoreCase) => $"The image {name} does not fit on the container engine's disk: {said}.",
        _ when said.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) || said.Contains("denied", StringComparison.OrdinalIgnoreCase)
            => $"The registry of {name} refuses to hand it out ({said}): log in with `docker login {ImageRegistry.Of(name)}`, or check the name.",
        _ when status == HttpStatusCode.NotFound || said.Contains("not found", StringComparison.OrdinalIgnoreCase) || said.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase)
            => $"There is no image {name} ({said}): check its name and tag.",
        _ => $"The image {name} could not be pulled: {said}.",
    };
}

/// <param name="Name">As it was asked for.</param>
/// <param name="Digest">With its repository where the image came from one, else the image's id.</param>
/// <param name="EntryPoint">Words that it starts with; empty where it has none.</param>
public sealed record DockerImage(string Name, string Digest, IReadOnlyList<string> EntryPoint)
{
    /// <summary>How many of a command's first words the entry point stands for. One that starts with another program (a wrapper that makes the device ready) is handed the whole command.</summary>
    public int WordsOf(IReadOnlyList<string> command) =>
        EntryPoint.Count > 0 && EntryPoint.Count <= command.Count && EntryPoint.Zip(command).All(pair => Path.GetFileName(pair.First) == Path.GetFileName(pair.Second)) ? EntryPoint.Count : 0;
}
