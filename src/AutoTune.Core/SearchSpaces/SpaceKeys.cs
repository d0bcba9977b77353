using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>The keys of a search space's file: what the reader allows and what the schema says.</summary>
public static class SpaceKeys
{
    private static readonly YamlKey Type = new("type", new YamlShape.Word("categorical", "ordinal", "integer", "float", "boolean", "choice", "group"), "The kind of the parameter.", Required: true);
    private static readonly YamlKey Description = new("description", new YamlShape.Text(), "What it does, in a sentence for users.");
    private static readonly YamlKey When = new("when", new YamlShape.Text(), "Condition under which it is active, over parameters that come before it and facts.");
    private static readonly YamlKey Scale = new("scale", new YamlShape.Word("linear", "log"), "How steps are counted: linear (the default) or log.");

    private static readonly YamlKey Range =
        new("range", new YamlShape.List(new YamlShape.Formula(), Exactly: 2), "Lowest and highest value, both included; formulas over facts are allowed, such as cores.", Required: true);

    public static YamlKeys Implied { get; } = new(
        new YamlKey("by", new YamlShape.Text(), "The parameter that, written on the command line, changes this one's default.", Required: true),
        new YamlKey("value", new YamlShape.Formula(), "The default then; a formula over parameters and facts.", Required: true));

    public static YamlKeys Formerly { get; } = new(
        new YamlKey("flag", new YamlShape.Text(), "The flag of those versions.", Required: true),
        new YamlKey("until", new YamlShape.Text(), "The last version that has it, such as 0.10; the image's tag is held against it where an engine cannot be asked for its flags.", Required: true));

    private static readonly YamlKeys Common = new(
        Type,
        Description,
        new YamlKey("role", new YamlShape.Text(), "Meaning that engines share, such as running_requests; weights and kv are precisions."),
        new YamlKey("change", new YamlShape.Word("restart", "live"), "Whether the engine must be restarted for a new value (the default) or takes it while it runs."),
        new YamlKey("flag", new YamlShape.Text(), "Command-line flag, with its dashes."),
        new YamlKey("no_flag", new YamlShape.Text(), "Flag that says no, for a boolean."),
        new YamlKey("aliases", new YamlShape.List(new YamlShape.Text()), "Other spellings of the flag, which a user's own command line may carry."),
        new YamlKey("unset", new YamlShape.List(new YamlShape.Scalar()), "Values by which a user's command line asks for the default, such as -1 or auto."),
        new YamlKey("env", new YamlShape.Text(), "Environment variable; beside a flag it is read back only."),
        new YamlKey("key", new YamlShape.Text(), "Key of the engine's configuration file; dots descend."),
        new YamlKey("variant", new YamlShape.Word("weights"), "The value selects which prepared file of the model is served."),
        new YamlKey("online", new YamlShape.MapOf(new YamlShape.List(new YamlShape.Text())), "Beside variant: values that the engine makes of the model's own weights while it starts, and the arguments that tell it to."),
        new YamlKey("formerly", new YamlShape.Mapping(Formerly), "How earlier versions spell the flag."),
        new YamlKey("launch", new YamlShape.Word("replicas"), "The value is how many equal servers are started, which share the load."),
        new YamlKey("explicit", new YamlShape.Boolean(), "It is on every command line, even at its default, since the engine takes it only together with others."),
        new YamlKey("implied", new YamlShape.Mapping(Implied), "A default that depends on another setting."),
        When);

    public static YamlKeys Categorical { get; } = Common.With(Default(new YamlShape.Scalar()), Values());

    public static YamlKeys Ordinal { get; } = Common.With(Default(new YamlShape.Scalar()), Values());

    public static YamlKeys Integer { get; } = Common.With(Default(new YamlShape.Formula()), Range, Scale);

    public static YamlKeys Real { get; } = Common.With(
        Default(new YamlShape.Formula()), Range, Scale, new YamlKey("resolution", new YamlShape.Formula(), "Values are rounded to multiples of it; by default about a hundredth of the range."));

    public static YamlKeys Boolean { get; } = Common.With(Default(new YamlShape.Boolean()));

    public static YamlKeys Choice { get; } = new(
        Type,
        Default(new YamlShape.Text()),
        Description,
        new YamlKey("role", new YamlShape.Text(), "Meaning that engines share, such as speculation."),
        new YamlKey("change", new YamlShape.Word("restart", "live"), "Whether the engine must be restarted for a new option."),
        When,
        new YamlKey("options", new YamlShape.MapOf(new YamlShape.Mapping(OptionKeys())), "Name of each option, and what it brings.", Required: true));

    public static YamlKeys Group { get; } = new(Type, Description, When, Parameters());

    public static YamlKeys Option => OptionKeys();

    public static YamlKeys Seed { get; } = new(
        new YamlKey("name", new YamlShape.Text(), "Shown in reports.", Required: true),
        new YamlKey("set", new YamlShape.MapOf(new YamlShape.Scalar()), "Settings that differ from the defaults.", Required: true),
        new YamlKey("when", new YamlShape.Text(), "Models and devices that it is meant for: a condition over facts, such as model.architecture == 'gpt_oss'."),
        new YamlKey("source", new YamlShape.Text(), "Where the recipe comes from."));

    public static YamlKeys Tree { get; } = new(
        Parameters(),
        new YamlKey("constraints", new YamlShape.List(new YamlShape.Text()), "Rules that every configuration obeys; one that mentions an inactive parameter holds."),
        new YamlKey("seeds", new YamlShape.List(new YamlShape.Mapping(Seed)), "Configurations that are tried first."),
        new YamlKey("hints", new YamlShape.MapOf(new YamlShape.MapOf(new YamlShape.Word("raise", "lower"))), "Bottleneck, and which parameters to raise or lower then."));

    /// <summary>A space of a command study.</summary>
    public static YamlKeys File { get; } = new YamlKeys(
        new YamlKey("space", new YamlShape.Text(), "Name of the space; the file's where it is missing.")).With(Tree.Items);

    private static YamlKey Parameters() => new("parameters", new YamlShape.MapOf(new YamlShape.Named("parameter", () => Parameter)), "Name of each parameter, and what it is.", Required: true);

    private static YamlShape Parameter => new YamlShape.Tagged(
        "type",
        [("categorical", Categorical), ("ordinal", Ordinal), ("integer", Integer), ("float", Real), ("boolean", Boolean), ("choice", Choice), ("group", Group)]);

    private static YamlKey Default(YamlShape shape) => new("default", shape, "What the engine does when the setting is absent.", Required: true);

    private static YamlKey Values() => new("values", new YamlShape.List(new YamlShape.Scalar()), "The allowed values; in their order, for an ordinal one.", Required: true);

    private static YamlKeys OptionKeys() => new(
        Description,
        new YamlKey("args", new YamlShape.List(new YamlShape.Text()), "Arguments that the option adds to the command line."),
        new YamlKey("keys", new YamlShape.MapOf(new YamlShape.Scalar()), "Entries that the option adds to the engine's configuration file; dots descend."),
        Parameters() with { Required = false });
}
