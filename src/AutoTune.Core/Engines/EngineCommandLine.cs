using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>From a configuration to an engine's command line, and back.</summary>
/// <remarks>A command line carries what every start needs, and of the settings those that differ from what the engine would do without them.</remarks>
public sealed class EngineCommandLine(EngineDefinition engine)
{
    public EngineDefinition Engine { get; } = engine;

    /// <summary>The arguments behind the program.</summary>
    /// <exception cref="InvalidOperationException">The configuration needs a draft model and the context has none.</exception>
    public IReadOnlyList<string> Build(ServingConfig config, CommandContext context)
    {
        var arguments = new List<string>();
        foreach (var word in Engine.Command.Skip(1))
            arguments.Add(Filled(word, config, context));
        foreach (var group in Engine.Always)
            arguments.AddRange(group);
        if (Engine.Context is { } size)
            arguments.AddRange([size.Flag, ContextValue(size.Value, config, context.MaxContext).ToString()]);
        if (Engine.Config is { HoldsFlags: false } file)
            arguments.AddRange([file.Flag, context.ConfigPath]);
        arguments.AddRange(Online(config, context));
        foreach (var (parameter, value) in Written(config, context))
            if (parameter is Parameter.Choice choice)
                arguments.AddRange(choice.Option(value.ToString()).Arguments.Select(word => Filled(word, config, context)));
            else if (parameter.Binding is SettingBinding.Flag flag)
                arguments.AddRange(Words(flag, value));
        return [.. Engine.WrittenAsJson.Aggregate((IReadOnlyList<string>)arguments, (words, flag) => flag.Gathered(words)), .. context.Raw];
    }

    /// <summary>The text of the configuration file that <see cref="Build"/> names.</summary>
    /// <returns>Null for an engine that is set by its command line alone.</returns>
    public string? ConfigFile(ServingConfig config, CommandContext context)
    {
        if (Engine.Config is not { HoldsFlags: false } file)
            return null;
        var entries = new List<KeyValuePair<string, string>>(file.Always.Select(entry => KeyValuePair.Create(entry.Key, ConfigFileText.Of(entry.Value))));
        foreach (var (parameter, value) in Written(config, context))
            if (parameter is Parameter.Choice choice)
                entries.AddRange(choice.Option(value.ToString()).Keys.Select(key => KeyValuePair.Create(key.Key, ConfigFileText.Of(FilledValue(key.Value, config, context)))));
            else if (parameter.Binding is SettingBinding.ConfigKey key)
                entries.Add(KeyValuePair.Create(key.Path, ConfigFileText.Of(value)));
        return ConfigFileText.Write(entries.Concat(context.RawConfig));
    }

    /// <summary>The variables that the engine is started with: its own, and those of settings that differ from the default.</summary>
    public IReadOnlyDictionary<string, string> Environment(ServingConfig config)
    {
        var variables = new SortedDictionary<string, string>(Engine.Environment.ToDictionary(), StringComparer.Ordinal);
        foreach (var parameter in Engine.Branch.Active(config))
            if (parameter.Binding is SettingBinding.EnvironmentVariable variable && config[parameter.Name] != parameter.Default)
                variables[variable.Name] = config[parameter.Name].ToString();
        return variables;
    }

    /// <summary>Reads a command line that a person, or <see cref="Build"/>, wrote.</summary>
    /// <param name="arguments">With or without the program in front.</param>
    /// <param name="environment">The engine's variables; the command line beats them. Null for none.</param>
    /// <param name="flags">Tells which unknown flags take a value; null: a word without a dash behind one belongs to it.</param>
    /// <param name="file">The configuration file that it names, as paths and values; the command line beats it.</param>
    public BaselineReading Read(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, FlagInventory? flags = null, IReadOnlyList<KeyValuePair<string, string>>? file = null) =>
        new CommandLineReader(Engine, flags).Read(arguments, environment ?? new Dictionary<string, string>(), file ?? []);

    internal static double ContextValue(Expression formula, ServingConfig config, int maxContext) =>
        formula.Evaluate(name => name == SpaceFacts.MaxContext ? ParameterValue.Of((long)maxContext) : config.Values.TryGetValue(name, out var value) ? value : null)?.Number ?? maxContext;

    /// <summary>What the engine does where the setting is absent, given the settings that are written.</summary>
    /// <returns>Null where that is outside the domain.</returns>
    internal static ParameterValue? DefaultGiven(Parameter parameter, IReadOnlySet<string> written, Func<string, ParameterValue?> valueOf)
    {
        if (parameter.Implied is not { } implied || !written.Contains(implied.By))
            return parameter.Default;
        return implied.Value.Evaluate(valueOf) is { } value ? parameter.Normalize(value) : null;
    }

    /// <summary>Settings that differ from what the engine would do without them, given those that were written before.</summary>
    private List<(Parameter Parameter, ParameterValue Value)> Written(ServingConfig config, CommandContext context)
    {
        var settings = new List<(Parameter, ParameterValue)>();
        var written = Engine.Branch.AllParameters.Where(parameter => IsIn(context.Raw, parameter)).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var parameter in Engine.Branch.Active(config))
        {
            var value = config[parameter.Name];
            if (!parameter.IsExplicit && value == DefaultGiven(parameter, written, name => Engine.Branch.ValueOf(name, config.Values)))
                continue;
            written.Add(parameter.Name);
            settings.Add((parameter, value));
        }
        return settings;
    }

    private ParameterValue FilledValue(ParameterValue value, ServingConfig config, CommandContext context) =>
        value.Kind == ValueKind.Text ? ParameterValue.Of(Filled(value.Text!, config, context)) : value;

    private static string[] Words(SettingBinding.Flag flag, ParameterValue value)
    {
        if (value.Kind != ValueKind.Boolean)
            return [flag.Name, value.ToString()];
        return value.IsTrue ? [flag.Name] : flag.Negation is { } no ? [no] : [];
    }

    private static bool IsIn(IReadOnlyList<string> raw, Parameter parameter) =>
        parameter.Binding is SettingBinding.Flag flag && raw.Any(word => word == flag.Name || word == flag.Negation || flag.Aliases.Contains(word));

    private string Filled(string word, ServingConfig config, CommandContext context) => word
        .Replace("{model}", ModelPath(config, context), StringComparison.Ordinal)
        .Replace("{host}", context.Host, StringComparison.Ordinal)
        .Replace("{port}", context.Port, StringComparison.Ordinal)
        .Replace("{draft_model}", word.Contains("{draft_model}", StringComparison.Ordinal) ? DraftModel(config, context) : "", StringComparison.Ordinal);

    /// <summary>What makes the variant of the model's own weights, where the study has none.</summary>
    private IReadOnlyList<string> Online(ServingConfig config, CommandContext context) =>
        Variant(config) is { Binding: SettingBinding.ModelVariant { Online: var online } } variant
        && !context.VariantPaths.ContainsKey(config[variant.Name].ToString())
        && online.TryGetValue(config[variant.Name].ToString(), out var words)
        && !context.Raw.Contains(words[0])
            ? words
            : [];

    private Parameter? Variant(ServingConfig config) => Engine.Branch.Active(config).FirstOrDefault(parameter => parameter.Binding is SettingBinding.ModelVariant);

    private string ModelPath(ServingConfig config, CommandContext context)
    {
        var variant = Variant(config);
        return variant is not null && context.VariantPaths.TryGetValue(config[variant.Name].ToString(), out var path) ? path : context.ModelPath;
    }

    private static string DraftModel(ServingConfig config, CommandContext context) =>
        context.DraftModelPath ?? throw new InvalidOperationException($"'{config.Key}' needs a draft model, and there is none");
}
