using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>Every flag and variable that an engine's definition mentions, by each of its spellings.</summary>
internal sealed class KnownFlags
{
    private readonly Dictionary<string, KnownFlag> _bySpelling = new(StringComparer.Ordinal);

    public KnownFlags(EngineDefinition engine)
    {
        AddWords([.. engine.Command.Skip(1)], engine);
        foreach (var spelling in engine.Aliases.GetValueOrDefault("{model}", []))
            _bySpelling.TryAdd(spelling, new(spelling, TakesValue: true, IsNegation: false));
        foreach (var group in engine.Always)
            AddWords(group, engine);
        if (engine.Config is { } config)
            Add(config.Flag, takesValue: true, engine);
        if (engine.Context is { } context)
            Add(context.Flag, takesValue: true, engine);
        foreach (var parameter in engine.Branch.AllParameters)
            Add(parameter, engine);
    }

    /// <summary>Of flags alone: variables and keys of a file have no dash.</summary>
    public IEnumerable<string> Spellings => _bySpelling.Keys.Where(spelling => spelling.StartsWith('-'));

    public KnownFlag? Find(string spelling) => _bySpelling.GetValueOrDefault(spelling);

    private void Add(Parameter parameter, EngineDefinition engine)
    {
        if (parameter is Parameter.Choice choice)
            foreach (var option in choice.Options)
            {
                AddWords(option.Arguments, engine);
                foreach (var (path, _) in option.Keys)
                    _bySpelling.TryAdd(path, new(path, TakesValue: true, IsNegation: false));
            }
        if (parameter.Binding is SettingBinding.ModelVariant variant)
            foreach (var words in variant.Online.Values)
                AddWords(words, engine);
        if (parameter.Binding is SettingBinding.ConfigKey key)
            _bySpelling.TryAdd(key.Path, new(key.Path, TakesValue: true, IsNegation: false));
        if (parameter.Binding is SettingBinding.EnvironmentVariable variable)
            _bySpelling.TryAdd(variable.Name, new(variable.Name, TakesValue: true, IsNegation: false));
        if (parameter.Binding is not SettingBinding.Flag flag)
            return;
        var known = new KnownFlag(flag.Name, TakesValue: parameter is not Parameter.Boolean, IsNegation: false);
        foreach (var spelling in new[] { flag.Name, flag.Variable }.Concat(flag.Aliases))
            if (spelling is not null)
                _bySpelling.TryAdd(spelling, known);
        if (flag.Negation is { } no)
            foreach (var spelling in engine.Aliases.GetValueOrDefault(no, []).Prepend(no))
                _bySpelling.TryAdd(spelling, known with { IsNegation = true });
    }

    private void AddWords(IReadOnlyList<string> words, EngineDefinition engine)
    {
        for (var index = 0; index < words.Count; index++)
            if (words[index].StartsWith('-'))
                Add(words[index], takesValue: index + 1 < words.Count && !words[index + 1].StartsWith('-'), engine);
    }

    private void Add(string flag, bool takesValue, EngineDefinition engine)
    {
        var known = new KnownFlag(flag, takesValue, IsNegation: false);
        foreach (var spelling in engine.Aliases.GetValueOrDefault(flag, []).Prepend(flag))
            _bySpelling.TryAdd(spelling, known);
    }
}

/// <param name="Name">The spelling that AutoTune writes.</param>
internal sealed record KnownFlag(string Name, bool TakesValue, bool IsNegation);
