namespace AutoTune.Engines;

/// <summary>What a command line needs besides the configuration.</summary>
public sealed record CommandContext
{
    /// <summary>File or name of the model; of its variant where <see cref="VariantPaths"/> has none.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Variant of the weights (a value of the parameter that selects it) → file; the model's own among them, where it is known.</summary>
    public IReadOnlyDictionary<string, string> VariantPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>Null where there is none; options that need one must be out of the space then.</summary>
    public string? DraftModelPath { get; init; }

    public string Host { get; init; } = "127.0.0.1";

    /// <summary>A number, or what an export puts in its place.</summary>
    public required string Port { get; init; }

    /// <summary>Tokens that a request may have.</summary>
    public required int MaxContext { get; init; }

    /// <summary>Of the engine's configuration file, where it has one.</summary>
    public string ConfigPath { get; init; } = EngineConfigFile.Placeholder;

    /// <summary>Entries of that file that are passed through, as its text has them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RawConfig { get; init; } = [];

    /// <summary>Passed through; at the end, so that the engine takes them in case of doubt.</summary>
    public IReadOnlyList<string> Raw { get; init; } = [];
}
