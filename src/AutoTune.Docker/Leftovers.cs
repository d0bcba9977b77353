using AutoTune.Launching;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>Containers and networks of an AutoTune that is dead: its guard removes them, unless the machine or the container engine went down with it.</summary>
public sealed class Leftovers(DockerHost host)
{
    /// <returns>Names of what was removed.</returns>
    /// <exception cref="LauncherLostException">The container engine went away meanwhile.</exception>
    /// <exception cref="LaunchException">It refuses to remove one.</exception>
    public Task<IReadOnlyList<string>> RemoveAsync(CancellationToken ct) => host.CallAsync(() => RemoveAllAsync(ct));

    private async Task<IReadOnlyList<string>> RemoveAllAsync(CancellationToken ct)
    {
        var removed = new List<string>();
        var containers = await host.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = OursOnly() }, ct);
        foreach (var container in containers.Where(container => IsLeft(container.Labels)))
        {
            await Containers.RemoveAsync(host.Client, container.ID, ct);
            removed.Add(container.Names.FirstOrDefault()?.TrimStart('/') ?? container.ID[..12]);
        }
        var networks = await host.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = OursOnly() }, ct);
        foreach (var network in networks.Where(network => IsLeft(network.Labels)))
        {
            await Containers.RemoveNetworkAsync(host.Client, network.ID, ct);
            removed.Add(network.Name);
        }
        return removed;
    }

    private static Dictionary<string, IDictionary<string, bool>> OursOnly() => new()
    {
        ["label"] = new Dictionary<string, bool> { [ContainerLabels.LeashLabel] = true },
    };

    private static bool IsLeft(IDictionary<string, string>? labels) => ContainerLabels.Of(labels) is { } owner && !owner.OwnerLives();
}
