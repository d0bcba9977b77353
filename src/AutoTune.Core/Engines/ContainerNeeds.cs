using System.Collections.Immutable;
using AutoTune.Studies;

namespace AutoTune.Engines;

/// <summary>What a container of an engine may use and needs, beside its GPUs.</summary>
public sealed record ContainerNeeds
{
    public static ContainerNeeds None { get; } = new();

    /// <summary>Bytes; null for no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Cores, such as <c>0-3,8</c>; null for all.</summary>
    public string? Cores { get; init; }

    /// <summary>Bytes of shared memory; null for the container engine's default of 64 MiB, which several GPUs overrun.</summary>
    public long? SharedMemory { get; init; }

    /// <summary>Shared memory is the host's.</summary>
    public bool HostIpc { get; init; }

    /// <summary>Name → soft and hard limit, −1 for none; such as <c>memlock</c>.</summary>
    public ImmutableSortedDictionary<string, long> Ulimits { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Such as <c>SYS_NICE</c>.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>What the engine's file says, and in its place what the study does.</summary>
    public static ContainerNeeds Of(EngineContainer? engine, ContainerChoice study) => new()
    {
        Memory = study.Memory,
        Cores = study.Cores,
        SharedMemory = study.SharedMemory ?? engine?.SharedMemory,
        HostIpc = study.HostIpc ?? engine?.HostIpc ?? false,
        Ulimits = study.Ulimits.IsEmpty ? engine?.Ulimits.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? study.Ulimits : study.Ulimits,
        Capabilities = [.. engine?.Capabilities ?? []],
    };
}
