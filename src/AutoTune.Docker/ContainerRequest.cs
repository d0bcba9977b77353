using System.Globalization;
using AutoTune.Hardware;
using AutoTune.Launching;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>One unit of a plan as the container that the engine is asked for.</summary>
internal static class ContainerRequest
{
    /// <param name="network">Null for the engine's usual one.</param>
    public static CreateContainerParameters Of(
        LaunchUnit unit, string name, IDictionary<string, string> labels, LaunchAddresses addresses, string? network)
    {
        var settings = unit.Container!;
        var port = string.Create(CultureInfo.InvariantCulture, $"{settings.Port}/tcp");
        return new()
        {
            Name = name,
            Image = settings.Image,
            Cmd = [.. unit.Arguments.Prepend(unit.FileName).Skip(settings.EntryPointWords).Select(argument => addresses.Replace(argument, unit.Name))],
            Env =
            [
                .. unit.Environment.Select(pair => $"{pair.Key}={addresses.Replace(pair.Value, unit.Name)}"),
                .. unit.Secrets.Select(pair => $"{pair.Key}={pair.Value}"),
            ],
            WorkingDir = unit.WorkingDirectory ?? "",
            Labels = labels,
            ExposedPorts = new Dictionary<string, EmptyStruct> { [port] = default },
            NetworkingConfig = network is null ? null : new() { EndpointsConfig = new Dictionary<string, EndpointSettings> { [network] = new() { Aliases = [unit.Name] } } },
            HostConfig = new()
            {
                // An empty host port is a fresh one; on loopback, since nobody else is meant to reach a candidate.
                PortBindings = new Dictionary<string, IList<PortBinding>> { [port] = [new PortBinding { HostIP = LaunchAddresses.Loopback, HostPort = "" }] },
                Mounts = [.. settings.Mounts.Select(MountOf)],
                Memory = settings.Needs.Memory ?? 0,
                MemorySwap = settings.Needs.Memory ?? 0,    // the same: what does not fit is out of memory, and does not crawl in swap
                CpusetCpus = settings.Needs.Cores ?? "",
                ShmSize = settings.Needs.SharedMemory ?? 0,
                IpcMode = settings.Needs.HostIpc ? "host" : "",
                Ulimits = [.. settings.Needs.Ulimits.Select(limit => new Ulimit { Name = limit.Key, Soft = limit.Value, Hard = limit.Value })],
                CapAdd = [.. settings.Needs.Capabilities],
                DeviceRequests = NvidiaCards(settings),
                Devices = AmdDevices(settings),
                GroupAdd = HasAmd(settings) ? ["video"] : [],
                NetworkMode = network ?? "",
                RestartPolicy = new() { Name = RestartPolicyKind.No },
            },
        };
    }

    private static Mount MountOf(ContainerMount mount) => new() { Type = "bind", Source = mount.Source, Target = mount.Target, ReadOnly = mount.ReadOnly };

    /// <summary>By number, never "all": what is leased is what it gets.</summary>
    private static List<DeviceRequest> NvidiaCards(ContainerSettings settings) => settings.Gpus.IsEmpty || HasAmd(settings) ? [] :
    [
        new()
        {
            Driver = "nvidia",
            DeviceIDs = [.. settings.Gpus.Select(gpu => gpu.Index.ToString(CultureInfo.InvariantCulture))],
            Capabilities = [["gpu"]],
        },
    ];

    /// <summary>AMD's runtime reaches every card through the same device files; which of them the engine uses, a variable says.</summary>
    private static List<DeviceMapping> AmdDevices(ContainerSettings settings) => !HasAmd(settings) ? [] :
    [
        .. from device in new[] { "/dev/kfd", "/dev/dri" }
           select new DeviceMapping { PathOnHost = device, PathInContainer = device, CgroupPermissions = "rwm" },
    ];

    private static bool HasAmd(ContainerSettings settings) => settings.Gpus is [{ Maker: GpuMaker.Amd }, ..];
}
