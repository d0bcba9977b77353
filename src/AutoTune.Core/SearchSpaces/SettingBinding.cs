namespace AutoTune.SearchSpaces;

/// <summary>How a parameter's value reaches its engine.</summary>
public abstract record SettingBinding
{
    private SettingBinding()
    {
    }

    /// <summary>A command-line flag followed by the value; a boolean is the flag alone.</summary>
    /// <param name="Name">With its dashes, as AutoTune writes it: <c>--parallel</c>.</param>
    /// <param name="Negation">The flag that says no (<c>--no-kv-unified</c>); null where leaving the flag out does.</param>
    /// <param name="Aliases">Other spellings that a user's command line may carry: <c>-np</c>.</param>
    public sealed record Flag(string Name, string? Negation, IReadOnlyList<string> Aliases) : SettingBinding
    {
        /// <summary>The variable that does the same, read back but never written; null where there is none.</summary>
        public string? Variable { get; init; }

        /// <summary>Values that ask for the engine's own default, such as <c>-1</c>.</summary>
        public IReadOnlyList<string> Unset { get; init; } = [];

        /// <summary>How earlier versions spell it; null where they spell it the same, or have it not at all.</summary>
        public FormerFlag? Formerly { get; init; }
    }

    /// <summary>An environment variable of the engine.</summary>
    public sealed record EnvironmentVariable(string Name) : SettingBinding;

    /// <summary>A key of the engine's configuration file; dots descend.</summary>
    public sealed record ConfigKey(string Path) : SettingBinding;

    /// <summary>How many equal servers are started, which share the load.</summary>
    public sealed record Replicas : SettingBinding;

    /// <summary>The value selects which prepared variant of the model is served (its weight precision).</summary>
    public sealed record ModelVariant : SettingBinding
    {
        /// <summary>Value → arguments by which the engine makes it of the model's own weights while it starts, where no variant was published.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<string>> Online { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    }
}

/// <param name="Name">With its dashes.</param>
/// <param name="Until">The last version that has it.</param>
public sealed record FormerFlag(string Name, Version Until);
