using System.Collections.Immutable;

namespace AutoTune.Studies;

/// <summary>What a study says of the containers that its engines run in; null and empty: as the engine's file has it.</summary>
public sealed record ContainerChoice
{
    /// <summary>Engine → image.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <param name="usual">What the engine's file names; null for none.</param>
    public string? ImageOf(string engine, string? usual) => Images.GetValueOrDefault(engine) ?? usual;

    /// <summary>Bytes that each may use.</summary>
    public long? Memory { get; init; }

    /// <summary>Such as <c>0-3</c>.</summary>
    public string? Cores { get; init; }

    /// <summary>Bytes.</summary>
    public long? SharedMemory { get; init; }

    public bool? HostIpc { get; init; }

    /// <summary>Name → limit, −1 for none.</summary>
    public ImmutableSortedDictionary<string, long> Ulimits { get; init; } = ImmutableSortedDictionary<string, long>.Empty;
}
