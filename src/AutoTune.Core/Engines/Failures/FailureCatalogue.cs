using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>The failures that AutoTune knows: classes, the lines that show them, and what exit codes mean.</summary>
public sealed class FailureCatalogue
{
    public const string ResourceName = "search-spaces/catalog/failures.yaml";

    public const string StartTimeout = "start_timeout";
    public const string PortInUse = "port_in_use";
    public const string ConfigInvalid = "config_invalid";
    public const string CrashUnknown = "crash_unknown";

    private static readonly Lazy<FailureCatalogue> Embedded = new(ReadEmbedded);

    /// <summary>The catalogue that is built into the tool.</summary>
    public static FailureCatalogue BuiltIn => Embedded.Value;

    public required IReadOnlyDictionary<string, FailureClass> Classes { get; init; }

    /// <summary>Within one engine the most specific first.</summary>
    public required IReadOnlyList<FailurePattern> Patterns { get; init; }

    public required IReadOnlyList<PhaseMarker> Phases { get; init; }

    public required IReadOnlyList<ExitRule> Exits { get; init; }

    /// <exception cref="KeyNotFoundException">The catalogue has no class of this name.</exception>
    public FailureClass this[string name] => Classes.TryGetValue(name, out var found)
        ? found
        : throw new KeyNotFoundException($"The failure catalogue has no class '{name}'; it has {string.Join(", ", Classes.Keys)}.");

    private static FailureCatalogue ReadEmbedded()
    {
        using var reader = new StringReader(EmbeddedYaml.Text(ResourceName));
        return FailureCatalogueReader.Read(reader, ResourceName);
    }
}
