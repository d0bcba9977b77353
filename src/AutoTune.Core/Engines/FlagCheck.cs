using System.Text.RegularExpressions;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>Takes out of an engine's definition what this version of it lacks, each with a warning.</summary>
public static partial class FlagCheck
{
    /// <param name="version">For messages: <c>llama-server 0.7.0</c>.</param>
    public static EngineDefinition Check(EngineDefinition engine, FlagInventory flags, string version, Diagnostics diagnostics)
    {
        var asJson = engine.JsonFlags.Where(json => flags.Find(json.Name) is not null && json.Members.Values.All(member => flags.Find(member) is null)).ToArray();
        flags = flags.With(asJson.SelectMany(json => json.Members.Values));
        engine = Spelled(engine, flags);
        var always = engine.Always.Where(group => Has(flags, group, version, diagnostics)).ToArray();
        var branch = SpaceTree.Map(engine.Branch, parameter => Available(parameter, flags, version, diagnostics));
        if (engine.Context is { } context && flags.Find(context.Flag) is null)
            diagnostics.Error(null, $"{version} lacks {context.Flag}, which the promised context needs");
        if (engine.Config is { HoldsFlags: false } config && flags.Find(config.Flag) is null)
            diagnostics.Error(null, $"{version} lacks {config.Flag}, which names its configuration file");
        return engine with { Always = always, WrittenAsJson = asJson, Branch = SpaceTree.WithSeeds(branch, engine.Branch.Seeds) };
    }

    /// <summary>What is no parameter's, in the spelling of this version.</summary>
    private static EngineDefinition Spelled(EngineDefinition engine, FlagInventory flags)
    {
        return engine with
        {
            Always = [.. engine.Always.Select(group => group.Select(Spelling).ToArray())],
            Config = engine.Config is { } config ? config with { Flag = Spelling(config.Flag) } : null,
            Context = engine.Context is { } context ? context with { Flag = Spelling(context.Flag) } : null,
        };

        string Spelling(string word) => flags.Find(word) is null && engine.Aliases.GetValueOrDefault(word, []).FirstOrDefault(alias => flags.Find(alias) is not null) is { } other ? other : word;
    }

    /// <summary>Words that every candidate carries: a flag that the engine does not know would end each of its starts.</summary>
    public static void CheckPassed(PassedWords passed, FlagInventory flags, string version, Diagnostics diagnostics)
    {
        foreach (var word in passed.Words.Where(CommandLineWords.IsFlag))
        {
            var flag = word.Split('=', 2)[0];
            if (flags.Find(flag) is null)
                diagnostics.Error(passed.Position, $"{version} has no {flag}{(NearestName.Of(flag, flags.Flags.SelectMany(known => known.Spellings)) is { } nearest ? $"; did you mean {nearest}?" : "")}");
        }
    }

    private static bool Has(FlagInventory flags, IReadOnlyList<string> group, string version, Diagnostics diagnostics)
    {
        var missing = group.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && flags.Find(word) is null);
        if (missing is not null)
            diagnostics.Warning(null, $"{version} lacks {missing}; it is left out");
        return missing is null;
    }

    private static Parameter Available(Parameter parameter, FlagInventory flags, string version, Diagnostics diagnostics) => parameter switch
    {
        Parameter.Choice choice => WithKnownOptions(choice, flags, version, diagnostics),
        { Binding: SettingBinding.Flag { Formerly: { } former } flag } when flags.Find(flag.Name) is null && flags.Find(former.Name) is not null =>
            Available(SpelledFormerly(parameter, flag, former), flags, version, diagnostics),
        { Binding: SettingBinding.ModelVariant { Online.Count: > 0 } variant } => parameter with { Binding = variant with { Online = KnownOnly(variant.Online, flags, version, parameter, diagnostics) } },
        { Binding: SettingBinding.Flag flag } => Missing(flag, flags) is { } missing
            ? Unavailable(parameter, $"{version} lacks {missing}", diagnostics)
            : WithAllowedValues(parameter, flags.Find(flag.Name)!, version, diagnostics),
        _ => parameter,
    };

    /// <summary>For an engine that cannot be asked for its flags: as the version in its image's tag spells them.</summary>
    /// <param name="tag">Such as <c>v0.10.1</c>; what is no version changes nothing.</param>
    public static EngineDefinition OfVersion(EngineDefinition engine, string? tag)
    {
        if (tag is null || VersionNumbers().Match(tag) is not { Success: true } match)
            return engine;
        var version = Version.Parse(match.Groups["version"].Value);
        var branch = SpaceTree.Map(engine.Branch, parameter => parameter.Binding is SettingBinding.Flag { Formerly: { } former } flag && IsWithin(version, former.Until) ? SpelledFormerly(parameter, flag, former) : parameter);
        return engine with
        {
            Branch = SpaceTree.WithSeeds(branch, engine.Branch.Seeds),
            WrittenAsJson = [.. engine.JsonFlags.Where(json => json.Until is { } until && IsWithin(version, until))],
        };
    }

    /// <summary>0.10.1 is within 0.10.</summary>
    private static bool IsWithin(Version version, Version until) =>
        (until.Build < 0 ? new Version(version.Major, version.Minor) : new Version(version.Major, version.Minor, Math.Max(0, version.Build))) <= until;

    private static Parameter SpelledFormerly(Parameter parameter, SettingBinding.Flag flag, FormerFlag former) =>
        parameter with { Binding = flag with { Name = former.Name, Aliases = [.. flag.Aliases.Except([former.Name]), flag.Name], Formerly = null } };

    private static Dictionary<string, IReadOnlyList<string>> KnownOnly(
        IReadOnlyDictionary<string, IReadOnlyList<string>> online, FlagInventory flags, string version, Parameter parameter, Diagnostics diagnostics)
    {
        var known = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (value, words) in online)
            if (Missing(words, flags) is { } missing)
                diagnostics.Warning(parameter.Position, $"'{parameter.Name}' {value} is not made of the model's own weights: {version} lacks {missing}");
            else
                known[value] = words;
        return known;
    }

    private static string? Missing(SettingBinding.Flag flag, FlagInventory flags) =>
        flags.Find(flag.Name) is null ? flag.Name : flag.Negation is { } no && flags.Find(no) is null ? no : null;

    /// <summary>It stays, at the engine's own default and without a flag, so that rules and conditions keep their meaning.</summary>
    private static Parameter Unavailable(Parameter parameter, string why, Diagnostics diagnostics)
    {
        diagnostics.Warning(parameter.Position, $"'{parameter.Name}' is not searched: {why}");
        return ParameterNarrowing.Fixed(parameter, parameter.Default) with { Binding = null, Unavailable = why };
    }

    private static Parameter WithAllowedValues(Parameter parameter, HelpFlag flag, string version, Diagnostics diagnostics)
    {
        var lacking = UnitScale.Values(parameter).Where(value => !flag.AllowedValues.Contains(value.ToString())).ToArray();
        if (flag.AllowedValues.Count == 0 || lacking.Length == 0 || parameter is Parameter.Boolean)
            return parameter;
        if (lacking.Contains(parameter.Default))
            return Unavailable(parameter, $"{version} has no {flag.Spellings[^1]} {parameter.Default}", diagnostics);
        diagnostics.Warning(parameter.Position, $"'{parameter.Name}' is searched without {string.Join(", ", lacking)}: {version} has no such value");
        return ParameterNarrowing.Within(parameter, [.. UnitScale.Values(parameter).Except(lacking)]);
    }

    private static Parameter.Choice WithKnownOptions(Parameter.Choice choice, FlagInventory flags, string version, Diagnostics diagnostics)
    {
        var missing = choice.Options.Select(option => (Option: option, Flag: Missing(option.Arguments, flags))).Where(found => found.Flag is not null).ToArray();
        foreach (var (option, flag) in missing)
        {
            var why = $"{version} lacks {flag}";
            if (choice.Default.ToString() == option.Name)
                diagnostics.Error(choice.Position, $"the default '{option.Name}' of '{choice.Name}' cannot be had: {why}");
            else
                diagnostics.Warning(choice.Position, $"'{choice.Name}' is searched without '{option.Name}': {why}");
        }
        return choice with { Options = [.. choice.Options.Except(missing.Select(found => found.Option)), .. missing.Select(found => found.Option).Where(option => option.Name == choice.Default.ToString())] };
    }

    private static string? Missing(IReadOnlyList<string> words, FlagInventory flags)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (!word.StartsWith('-'))
                continue;
            if (flags.Find(word) is not { } flag)
                return word;
            var value = index + 1 < words.Count ? words[index + 1] : "";
            if (flag.AllowedValues.Count > 0 && value.Length > 0 && !value.Contains('{') && !flag.AllowedValues.Contains(value))
                return $"{word} {value}";
        }
        return null;
    }

    [GeneratedRegex(@"(^|v)(?<version>\d+\.\d+(\.\d+)?)", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionNumbers();
}

/// <summary>Words of the study, or of its baseline, that every candidate of an engine carries.</summary>
public sealed record PassedWords(IReadOnlyList<string> Words, SourcePosition? Position);
