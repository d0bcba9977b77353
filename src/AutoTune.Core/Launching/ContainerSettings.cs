using System.Collections.Immutable;
using AutoTune.Engines;
using AutoTune.Hardware;

namespace AutoTune.Launching;

/// <summary>The container that a unit runs in.</summary>
public sealed record ContainerSettings
{
    /// <summary>By digest where it has one, so that a tag that moves changes nothing within a study.</summary>
    public required string Image { get; init; }

    /// <summary>Words of the unit's command line that the image's own entry point stands for: <c>vllm serve</c> are two.</summary>
    public int EntryPointWords { get; init; }

    /// <summary>The engine's, inside.</summary>
    public required int Port { get; init; }

    public ImmutableArray<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Folders inside whose content is kept on the host, one for each kind of device.</summary>
    public ImmutableArray<string> Caches { get; init; } = [];

    /// <summary>Folder on the host under which <see cref="Caches"/> are kept, of this engine and image.</summary>
    public string CacheFolder { get; init; } = "";

    /// <summary>Something that it compiles or downloads stays on the host.</summary>
    public bool KeepsAnything => CacheFolder.Length > 0 && (Caches.Length > 0 || Mounts.Any(mount => !mount.ReadOnly));

    /// <summary>What was compiled for one kind of device is of no use to another.</summary>
    /// <returns>Folder on the host.</returns>
    public string CachesOf(IReadOnlyList<GpuDevice> gpus) => Path.Combine(
        CacheFolder, gpus.Count == 0 ? "cpu" : string.Concat(gpus[0].Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-')));

    /// <summary>Empty for the processor.</summary>
    public ImmutableArray<GpuDevice> Gpus { get; init; } = [];

    /// <summary>How many are wanted where whoever starts it chooses them.</summary>
    public int GpusElsewhere { get; init; }

    /// <summary>Beside its GPUs.</summary>
    public ContainerNeeds Needs { get; init; } = ContainerNeeds.None;
}

/// <param name="Source">Full path on the host; a folder that is not there is made where it may be written.</param>
public sealed record ContainerMount(string Source, string Target, bool ReadOnly)
{
    /// <summary>A folder inside whose content stays on the host.</summary>
    /// <param name="below">Folder on the host that it is kept in.</param>
    public static ContainerMount Kept(string below, string folder) => new(Path.Combine(below, folder.Trim('/').Replace('/', '_')), folder, ReadOnly: false);
}
