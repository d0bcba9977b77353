using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>Calls on a container or network that may have gone in the meantime.</summary>
internal static class Containers
{
    /// <summary>With its own volumes; by force.</summary>
    public static async Task RemoveAsync(DockerClient client, string id, CancellationToken ct)
    {
        try
        {
            await client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, ct);
        }
        catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Not there any more, or somebody is removing it just now.
        }
    }

    public static async Task RemoveNetworkAsync(DockerClient client, string id, CancellationToken ct)
    {
        try
        {
            await client.Networks.DeleteNetworkAsync(id, ct);
        }
        catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.NotFound)
        {
            // Somebody removed it.
        }
    }

    /// <summary>Standard output and error, as they come.</summary>
    /// <param name="follow">Until the container has ended; else what there is.</param>
    public static async Task ReadLogAsync(DockerClient client, string id, bool follow, Action<ReadOnlySpan<byte>> accept, CancellationToken ct)
    {
        using var stream = await client.Containers.GetContainerLogsAsync(id, new ContainerLogsParameters { Follow = follow, ShowStdout = true, ShowStderr = true }, ct);
        var bytes = new byte[64 * 1024];
        while (await stream.ReadOutputAsync(bytes, 0, bytes.Length, ct) is { EOF: false } read)
            accept(bytes.AsSpan(0, read.Count));
    }

    public static async Task SignalAsync(DockerClient client, string id, string signal, CancellationToken ct)
    {
        try
        {
            await client.Containers.KillContainerAsync(id, new ContainerKillParameters { Signal = signal }, ct);
        }
        catch (DockerApiException ended) when (ended.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It has ended by itself.
        }
    }
}
