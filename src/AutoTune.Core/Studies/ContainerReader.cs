using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>The keys <c>images</c> and <c>container</c> of a study.</summary>
internal static partial class ContainerReader
{
    public static ContainerChoice Read(MappingReader map)
    {
        var choice = new ContainerChoice { Images = ImagesOf(map) };
        if (map.OptionalMapping("container") is not { } container)
            return choice;
        choice = choice with
        {
            Memory = container.OptionalSize("memory"),
            Cores = CoresOf(container),
            SharedMemory = container.OptionalSize("shared_memory"),
            HostIpc = container.OptionalWord("ipc", "host", "private") is { } ipc ? ipc == "host" : null,
            Ulimits = UlimitsOf(container),
        };
        container.Finish();
        return choice;
    }

    private static ImmutableSortedDictionary<string, string> ImagesOf(MappingReader map)
    {
        var images = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (map.OptionalMapping("images") is { } named)
            foreach (var entry in named.Entries)
                images[entry.Key] = named.RequiredText(entry.Key);
        return images.ToImmutable();
    }

    private static string? CoresOf(MappingReader container)
    {
        var cores = container.OptionalText("cores");
        if (cores is null || CoresPattern().IsMatch(cores))
            return cores;
        container.Error("cores", $"'cores' must be a list of cores, such as 0-3,8, not '{cores}'");
        return null;
    }

    private static ImmutableSortedDictionary<string, long> UlimitsOf(MappingReader container)
    {
        var limits = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        if (container.OptionalMapping("ulimits") is { } named)
            foreach (var entry in named.Entries)
                limits[entry.Key] = named.RequiredInteger(entry.Key, min: -1);
        return limits.ToImmutable();
    }

    [GeneratedRegex(@"^\d+(-\d+)?(,\d+(-\d+)?)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex CoresPattern();
}
