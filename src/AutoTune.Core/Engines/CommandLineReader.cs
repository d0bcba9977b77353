using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>Reads one command line; used once.</summary>
internal sealed class CommandLineReader(EngineDefinition engine, FlagInventory? help)
{
    private readonly KnownFlags _known = new(engine);
    private readonly BaselineRoom _room = new(engine.Branch);
    private readonly List<string> _warnings = [];
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, ParameterValue> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<FlagUse> _kept = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyDictionary<FlagUse, KeyValuePair<string, string>> _ofFile = new Dictionary<FlagUse, KeyValuePair<string, string>>();
    private Dictionary<string, FlagUse> _uses = [];
    private IReadOnlyList<FlagUse> _all = [];
    private string? _positionalModel;
    private ParameterValue? _made;
    private string? _keptWeights;
    private ParameterValue? _named;

    /// <param name="file">Entries of the configuration file, as paths and values.</param>
    public BaselineReading Read(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<KeyValuePair<string, string>> file)
    {
        var stated = CommandLineUses.Of(engine, _known, help, arguments, file);
        (_all, _ofFile, _positionalModel) = (stated.All, stated.OfFile, stated.PositionalModel);
        _uses = LastOfEach();
        var variables = FromEnvironment(environment);
        foreach (var use in _all.Where(use => use.Known is null))
            Keep(use, "is outside the space; it");
        var config = Settings();
        CheckAlways();
        var (guaranteed, largest) = Context(config);
        return new()
        {
            Config = config,
            Branch = _room.Branch(),
            // An object's members share its words, which are kept once.
            Raw = [.. _all.Where(use => _kept.Contains(use) && !_ofFile.ContainsKey(use)).Select(use => use.Words).Distinct<IReadOnlyList<string>>(ReferenceEqualityComparer.Instance).SelectMany(words => words)],
            RawConfig = [.. _ofFile.Where(entry => _kept.Contains(entry.Key)).Select(entry => entry.Value)],
            Environment = variables,
            Model = ModelWord,
            DraftModel = Placeholder("{draft_model}"),
            Port = int.TryParse(Placeholder("{port}"), out var port) ? port : null,
            Context = guaranteed,
            LargestRequest = largest,
            MadeWeights = _made?.ToString(),
            KeptWeights = _keptWeights,
            NamedWeights = _named?.ToString(),
            Warnings = _warnings,
            Errors = _errors,
        };
    }

    private Dictionary<string, FlagUse> LastOfEach()
    {
        var last = new Dictionary<string, FlagUse>(StringComparer.Ordinal);
        foreach (var use in _all.Where(use => use.Known is not null))
        {
            if (last.ContainsKey(use.Name))
                _warnings.Add($"{use.Name} is given twice; the last one counts");
            last[use.Name] = use;
        }
        return last;
    }

    /// <summary>Takes the variables that stand for flags; the command line beats them.</summary>
    private SortedDictionary<string, string> FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var others = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment)
        {
            if (CommandLineWords.IsSecret(name))
                _warnings.Add($"{name} is a secret and is not kept; its value is taken from AutoTune's own environment");
            else if (_known.Find(name) is not { } flag)
                others[name] = value;
            else if (!_uses.TryAdd(flag.Name, new(flag.Name, flag, value, [])))
                _warnings.Add($"{name} has no effect: {flag.Name} is on the command line");
        }
        foreach (var (name, value) in engine.Environment)
            if (others.GetValueOrDefault(name) == value)
                others.Remove(name);
        return others;
    }

    private void Keep(FlagUse use, string why)
    {
        if (CommandLineWords.IsSecret(use.Name))
            _warnings.Add($"{use.Name} carries a secret and is not kept; hand it over by environment");
        else if (_kept.Add(use))
            _warnings.Add($"{Shown(use)} {why} is kept as it is");
    }

    private ServingConfig Settings()
    {
        foreach (var parameter in engine.Branch.AllParameters)
            Setting(parameter);
        foreach (var parameter in engine.Branch.AllParameters.Where(parameter => !_wanted.ContainsKey(parameter.Name)))
            if (EngineCommandLine.DefaultGiven(parameter, _given, ValueOf) is { } implied)
                _wanted[parameter.Name] = implied;
        var config = _room.Branch().Configure(_wanted);
        foreach (var parameter in engine.Branch.AllParameters.Where(parameter => _given.Contains(parameter.Name) && !config.Values.ContainsKey(parameter.Name)))
            if (UseOf(parameter) is { } use && !_kept.Contains(use))
                _warnings.Add($"{string.Join(' ', use.Words)} has no effect (it {engine.Branch.Requirement(parameter.Name)}); it is left out");
        return config;
    }

    private void Setting(Parameter parameter)
    {
        if (parameter is Parameter.Choice choice)
            ChoiceOf(choice);
        else if (parameter.Binding is SettingBinding.ModelVariant)
            VariantOf(parameter);
        else if (UseOf(parameter) is { } use && !IsOfAnotherOption(parameter, use))
            FromUse(parameter, use);
    }

    /// <summary>Options of a choice may share a flag; it is then the chosen one's.</summary>
    private bool IsOfAnotherOption(Parameter parameter, FlagUse use) =>
        engine.Branch.ParentOf(parameter.Name) is var (choice, option) && ValueOf(choice.Name)?.ToString() != option
        && engine.Branch.AllParameters.Any(other => !ReferenceEquals(other, parameter) && ReferenceEquals(UseOf(other), use));

    private void FromUse(Parameter parameter, FlagUse use)
    {
        var unset = parameter.Binding is SettingBinding.Flag flag ? flag.Unset : [];
        if (use.Value is { } word && unset.Contains(word))
            return;
        _given.Add(parameter.Name);
        var parsed = Parsed(parameter, use);
        if (parameter.Normalize(parsed) is { } value)
            _wanted[parameter.Name] = value;
        else if (parameter is Parameter.Integer or Parameter.Real)
            Widen(parameter, use, parsed);
        else
            TakeOut(parameter, [use]);
    }

    private void Widen(Parameter parameter, FlagUse use, ParameterValue parsed)
    {
        if (_room.Reach(parameter, parsed) is not { } value)
        {
            _errors.Add($"{Shown(use)} is no value of '{parameter.Name}': {parameter.Domain}");
            return;
        }
        _wanted[parameter.Name] = value;
        _warnings.Add($"{Shown(use)} is outside the space ('{parameter.Name}': {parameter.Domain}); the range is widened to it");
    }

    private void TakeOut(Parameter parameter, IReadOnlyList<FlagUse> uses)
    {
        var words = string.Join(' ', uses.Select(Shown).Distinct());
        _room.TakeOut(parameter, $"the baseline's {words} is kept as it is");
        foreach (var use in uses)
            if (_kept.Any(kept => ReferenceEquals(kept.Words, use.Words)))
                _kept.Add(use);    // a further member of an object, which was named
            else
                Keep(use, $"is outside the space ('{parameter.Name}': {parameter.Domain}); '{parameter.Name}' is not searched, and it");
    }

    private static string Shown(FlagUse use) => use.Words.Count > 0 ? string.Join(' ', use.Words) : $"{use.Known?.Name ?? use.Name} {use.Value}".TrimEnd();

    private static ParameterValue Parsed(Parameter parameter, FlagUse use) => parameter switch
    {
        Parameter.Boolean => ParameterValue.Of(use.Truth),
        Parameter.Integer or Parameter.Real => YamlScalars.Real(use.Value ?? "") is { } number ? ParameterValue.Of(number) : ParameterValue.Of(use.Value ?? ""),
        _ => ParameterValue.Of(use.Value ?? "on"),
    };

    /// <summary>The option with the most arguments whose every fixed argument is there.</summary>
    private void ChoiceOf(Parameter.Choice choice)
    {
        var present = choice.Options.Where(option => option.Arguments.Count + option.Keys.Count > 0 && Fixed(option).All(IsThere));
        if (present.MaxBy(option => option.Arguments.Count + option.Keys.Count) is { } taken)
        {
            _given.Add(choice.Name);
            _wanted[choice.Name] = ParameterValue.Of(taken.Name);
            return;
        }
        var flags = choice.Options.SelectMany(Fixed).Select(pair => pair.Flag).Distinct();
        if (flags.Select(flag => _uses.GetValueOrDefault(flag)).OfType<FlagUse>().Where(use => use.Value != "none").ToArray() is { Length: > 0 } uses)
            TakeOut(choice, [.. uses, .. NestedUses(choice)]);
        else if (_all.FirstOrDefault(use => use.Known is null && JsonOf(use) is { } json && choice.Options.SelectMany(option => option.Arguments).Any(json.Members.Values.Contains)) is { } whole)
            TakeOut(choice, [whole]);
        else
            foreach (var use in NestedUses(choice).Where(use => choice.Options.SelectMany(option => option.Parameters).Count(parameter => ReferenceEquals(UseOf(parameter), use)) > 1))
                _warnings.Add($"{Shown(use)} has no effect ('{choice.Name}' is {choice.Default}); it is left out");
    }

    /// <summary>What stands beside a choice that is kept as it is belongs to it.</summary>
    private IEnumerable<FlagUse> NestedUses(Parameter.Choice choice) => choice.Options.SelectMany(option => option.Parameters).Select(UseOf).OfType<FlagUse>().Distinct();

    private JsonFlag? JsonOf(FlagUse use) => engine.JsonFlags.FirstOrDefault(json => json.IsSaidBy(use.Name, engine.Aliases.GetValueOrDefault(json.Name, [])));

    private static IEnumerable<(string Flag, string? Value)> Fixed(ChoiceOption option) =>
        Pairs(option.Arguments).Concat(option.Keys.Select(key => (key.Key, (string?)key.Value.ToString())));

    private bool IsThere((string Flag, string? Value) pair) =>
        _uses.TryGetValue(pair.Flag, out var use) && (pair.Value is null || pair.Value.Contains('{') || pair.Value == use.Value);

    /// <summary>The variant whose name the model's file carries: <c>chat-8b-Q4_K_M.gguf</c>.</summary>
    private void VariantOf(Parameter parameter)
    {
        if (OnlineOf(parameter) is { } made)
        {
            _wanted[parameter.Name] = made;
            _made = made;
            return;
        }
        var isHub = engine.Models == ModelForm.Hub;
        // A hub's names have points of their own: Meta-Llama-3.1-8B-Instruct-FP8.
        var file = isHub ? Path.GetFileName(ModelWord ?? "") : Path.GetFileNameWithoutExtension(ModelWord ?? "");
        var named = UnitScale.Values(parameter).Where(value => file.EndsWith(value.ToString(), StringComparison.OrdinalIgnoreCase)).ToArray();
        if (named.Length > 0)
        {
            var longest = named.MaxBy(value => value.ToString().Length);
            (_wanted[parameter.Name], _named) = (longest, longest);
        }
        else if (!isHub)
            _warnings.Add($"the model's name does not say its '{parameter.Name}'; {parameter.Default} is assumed");
    }

    /// <returns>What the engine is told to make of the weights while it starts; null where it is told nothing, or something that is outside the space.</returns>
    private ParameterValue? OnlineOf(Parameter parameter)
    {
        if (parameter.Binding is not SettingBinding.ModelVariant { Online: { Count: > 0 } online })
            return null;
        if (online.FirstOrDefault(one => Pairs(one.Value).All(IsThere)) is { Value: not null } asked)
            return ParameterValue.Of(asked.Key);
        foreach (var use in online.Values.SelectMany(Pairs).Select(pair => _uses.GetValueOrDefault(pair.Flag)).OfType<FlagUse>().Distinct())
        {
            Keep(use, "is nothing that AutoTune tells the engine to make of weights; it");
            _keptWeights = Shown(use);
        }
        return null;
    }

    private void CheckAlways()
    {
        foreach (var (flag, value) in engine.Always.SelectMany(Pairs))
            if (_uses.TryGetValue(flag, out var use) && value is not null && use.Value != value)
                _warnings.Add($"{flag} {use.Value} is not kept: AutoTune starts the engine with {flag} {value}");
    }

    private (int? Guaranteed, int? Largest) Context(ServingConfig config)
    {
        if (engine.Context is not { } size || !_uses.TryGetValue(size.Flag, out var use))
            return (null, null);
        if (!int.TryParse(use.Value, out var total))
            _errors.Add($"{Shown(use)} is no number of tokens");
        if (total <= 0)
            return (null, null);
        var guaranteed = (int)(total / EngineCommandLine.ContextValue(size.Value, config, maxContext: 1));
        var isShared = size.SharedWhen?.Holds(name => engine.Branch.ValueOf(name, config.Values)) == true;
        return (guaranteed, isShared ? total : guaranteed);
    }

    private string? Placeholder(string name)
    {
        var words = engine.Command.Concat(engine.Branch.AllParameters.OfType<Parameter.Choice>().SelectMany(choice => choice.Options).SelectMany(option => option.Arguments));
        return Pairs([.. words]).Where(pair => pair.Value == name).Select(pair => _uses.GetValueOrDefault(pair.Flag)?.Value).FirstOrDefault(value => value is not null);
    }

    private string? ModelWord => _positionalModel ?? Placeholder("{model}") ?? engine.Aliases.GetValueOrDefault("{model}", []).Select(flag => _uses.GetValueOrDefault(flag)?.Value).FirstOrDefault(value => value is not null);

    private FlagUse? UseOf(Parameter parameter) => parameter.Binding switch
    {
        SettingBinding.Flag flag => _uses.GetValueOrDefault(flag.Name),
        SettingBinding.EnvironmentVariable variable => _uses.GetValueOrDefault(variable.Name),
        SettingBinding.ConfigKey key => _uses.GetValueOrDefault(key.Path),
        _ => null,
    };

    private ParameterValue? ValueOf(string name) => _wanted.TryGetValue(name, out var value) ? value : engine.Branch.Find(name)?.Default ?? engine.Branch.ValueOf(name, _wanted);

    private static IEnumerable<(string Flag, string? Value)> Pairs(IReadOnlyList<string> words)
    {
        for (var index = 0; index < words.Count; index++)
            if (words[index].StartsWith('-'))
                yield return (words[index], index + 1 < words.Count && !words[index + 1].StartsWith('-') ? words[index + 1] : null);
    }
}
