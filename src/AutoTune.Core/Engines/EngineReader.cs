using AutoTune.Load;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>Reads an engine's file.</summary>
public static class EngineReader
{
    /// <param name="facts">Values of <see cref="SpaceFacts"/>; the number of cores is needed by spaces that mention it.</param>
    /// <returns>Null where errors were added.</returns>
    public static EngineDefinition? Read(YamlValue file, IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics)
    {
        var before = Errors(diagnostics);
        var map = MappingReader.Open(file, diagnostics, "the engine", EngineKeys.File);
        var name = map.RequiredText("engine");
        var gpus = map.OptionalScalar("gpus");
        var branch = SpaceReader.Read(name, map, facts, parameters => GpuRules.Of(gpus, parameters, file.Position));
        var engine = Read(map, name, gpus, branch ?? new SpaceBranch(name, []) { Facts = facts });
        map.Finish();
        if (branch is not null)
            Check(engine, map);
        return Errors(diagnostics) == before ? engine : null;
    }

    private static EngineDefinition Read(MappingReader map, string name, YamlValue.Scalar? gpus, SpaceBranch branch)
    {
        var readiness = map.RequiredMapping("readiness", EngineKeys.Readiness);
        var metrics = map.OptionalMapping("metrics", EngineKeys.Metrics);
        var shutdown = map.RequiredMapping("shutdown", EngineKeys.Shutdown);
        var engine = new EngineDefinition
        {
            Name = name,
            Title = map.OptionalText("title") ?? name,
            Command = map.RequiredTexts("command"),
            VersionQuestion = map.OptionalTexts("version") ?? EngineDefinition.UsualVersionQuestion,
            HelpQuestion = map.OptionalTexts("help") ?? EngineDefinition.UsualHelpQuestion,
            Models = map.OptionalWord("models", "gguf", "hub") == "hub" ? ModelForm.Hub : ModelForm.Gguf,
            AlsoStartedBy = [.. (map.OptionalList("also_started_by") ?? []).OfType<YamlValue.Sequence>().Select(words => words.Items.OfType<YamlValue.Scalar>().Select(word => word.Text).ToArray())],
            Config = EngineConfigFile.Read(map),
            Always = Always(map),
            Aliases = Aliases(map),
            JsonFlags = JsonFlag.Read(map),
            Context = Context(map, branch),
            Gpus = Formula(gpus, ExpressionType.Number, branch, map.Diagnostics),
            Port = (int)map.RequiredInteger("port", 1, 65535),
            HealthPath = readiness.RequiredText("health"),
            ModelsPath = readiness.RequiredText("models"),
            MetricsPath = metrics?.RequiredText("path"),
            MetricNames = Texts(metrics?.RequiredMapping("names")),
            ShutdownSignal = shutdown.OptionalWord("signal", "SIGTERM", "SIGINT") ?? "SIGTERM",
            ShutdownGrace = shutdown.OptionalDuration("grace") ?? TimeSpan.FromSeconds(10),
            Container = Container(map, branch),
            Environment = Texts(map.OptionalMapping("environment")),
            Memory = EngineMemory.Read(map, branch),
            Speed = EngineSpeed.Read(map),
            RestartKeys = map.OptionalTexts("restart_keys") ?? [],
            Branch = branch,
        };
        readiness.Finish();
        metrics?.Finish();
        shutdown.Finish();
        return engine;
    }

    private static EngineContainer? Container(MappingReader map, SpaceBranch branch)
    {
        if (map.OptionalMapping("container", EngineKeys.Container) is not { } container)
            return null;
        var read = new EngineContainer(Image(container, branch))
        {
            Caches = Folders(container, "caches"),
            Downloads = Folders(container, "downloads"),
            SharedMemory = container.OptionalSize("shared_memory"),
            HostIpc = container.OptionalWord("ipc", "host", "private") == "host",
            Ulimits = container.OptionalMapping("ulimits") is { } limits ? limits.Entries.ToDictionary(limit => limit.Key, limit => limits.RequiredInteger(limit.Key, min: -1)) : new Dictionary<string, long>(),
            Capabilities = container.OptionalTexts("capabilities") ?? [],
        };
        container.Finish();
        return read;
    }

    /// <returns>With its tag, for the device that is here.</returns>
    private static string Image(MappingReader container, SpaceBranch branch)
    {
        var (image, tag) = (container.RequiredText("image"), container.RequiredText("tag"));
        var chosen = $"{image}:{tag}";
        foreach (var item in (container.OptionalList("images") ?? []).Reverse())
        {
            var other = MappingReader.Open(item, container.Diagnostics, "the image", EngineKeys.OtherImage);
            var (when, name, its) = (other.RequiredScalar("when"), other.OptionalText("image") ?? image, other.RequiredText("tag"));
            other.Finish();
            if (when is not null && FactCondition.Holds(when, branch.Facts, "'when' of an image", container.Diagnostics))
                chosen = $"{name}:{its}";
        }
        return chosen;
    }

    private static IReadOnlyList<string> Folders(MappingReader container, string key)
    {
        var folders = container.OptionalTexts(key) ?? [];
        if (folders.FirstOrDefault(folder => !folder.StartsWith('/')) is { } relative)
            container.Error(key, $"'{key}' lists full paths inside the container, not '{relative}'");
        return folders;
    }

    private static List<IReadOnlyList<string>> Always(MappingReader map)
    {
        var groups = new List<IReadOnlyList<string>>();
        foreach (var item in map.OptionalList("always") ?? [])
        {
            var words = item is YamlValue.Sequence list ? list.Items.OfType<YamlValue.Scalar>().Select(word => word.Text).ToArray() : [];
            if (words.Length > 0 && words[0].StartsWith('-'))
                groups.Add(words);
            else
                map.Diagnostics.Error(item.Position, "'always' lists groups of arguments, such as [--fit, \"off\"]; each begins with a flag");
        }
        return groups;
    }

    private static Dictionary<string, IReadOnlyList<string>> Aliases(MappingReader map)
    {
        var read = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (map.OptionalMapping("aliases") is { } aliases)
            foreach (var entry in aliases.Entries)
                read[entry.Key] = aliases.RequiredTexts(entry.Key);
        return read;
    }

    private static Dictionary<string, string> Texts(MappingReader? map)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map?.Entries ?? [])
            read[entry.Key] = map!.RequiredText(entry.Key);
        return read;
    }

    private static ContextArgument? Context(MappingReader map, SpaceBranch branch)
    {
        if (map.OptionalMapping("context", EngineKeys.Context) is not { } context)
            return null;
        var flag = context.RequiredText("flag");
        var value = Formula(context.RequiredScalar("value"), ExpressionType.Number, branch, map.Diagnostics);
        var shared = Formula(context.OptionalScalar("shared_when"), ExpressionType.Boolean, branch, map.Diagnostics);
        context.Finish();
        return value is null ? null : new(flag, value, shared);
    }

    /// <param name="numbers">Names that the formula knows beside parameters and facts.</param>
    /// <returns>Null where there is no text, or errors were added.</returns>
    internal static Expression? Formula(YamlValue.Scalar? text, ExpressionType wanted, SpaceBranch branch, Diagnostics diagnostics, params IReadOnlyList<string> numbers)
    {
        if (text is null || branch.AllParameters.Count == 0 || Expression.Parse(text.Text, text.TextPosition, diagnostics) is not { } formula)
            return null;
        var names = branch.AllParameters.Select(parameter => parameter.Name).Concat(SpaceFacts.Types.Keys).Concat(numbers);
        var type = formula.Check(name => numbers.Contains(name) ? ExpressionType.Number : branch.TypeOf(name), names, diagnostics);
        if (type is not null && type != wanted)
            diagnostics.Error(text.Position, $"'{text.Text}' must be a {wanted.ToString().ToLowerInvariant()}");
        return type == wanted ? formula : null;
    }

    private static void Check(EngineDefinition engine, MappingReader map)
    {
        if (engine.Command.Count == 0)
            map.Error("command", "'command' is empty");
        if (!engine.Command.Any(word => word.Contains("{port}", StringComparison.Ordinal)))
            map.Error("command", "'command' must say where {port} goes");
        if (!engine.Command.Any(word => word.Contains("{model}", StringComparison.Ordinal)))
            map.Error("command", "'command' must say where {model} goes");
        foreach (var (key, path) in new[] { ("health", engine.HealthPath), ("models", engine.ModelsPath) })
            if (path.Length > 0 && !path.StartsWith('/'))
                map.Error("readiness", $"'{key}' is a path that begins with a slash, not '{path}'");
        foreach (var name in engine.MetricNames.Keys.Where(name => !EngineMetrics.Names.Contains(name)))
            map.Error("metrics", $"there is no metric '{name}'{NearestName.Hint(name, EngineMetrics.Names)}");
        CheckRoles(engine, map.Diagnostics);
        CheckFlags(engine, map.Diagnostics);
        CheckJsonFlags(engine, map);
        GpuRules.Check(engine, map);
        if (engine.Config is null or { HoldsFlags: true })
            foreach (var parameter in engine.Branch.AllParameters.Where(parameter => parameter.Binding is SettingBinding.ConfigKey || (parameter is Parameter.Choice choice && choice.Options.Any(option => option.Keys.Count > 0))))
                map.Diagnostics.Error(parameter.Position, $"'{parameter.Name}' is a key of a configuration file, and the engine has none for keys (config: {{flag: …}})");
        foreach (var key in engine.RestartKeys.Where(key => engine.Branch.Find(key) is null))
            map.Error("restart_keys", $"there is no parameter '{key}'{NearestName.Hint(key, engine.Branch.AllParameters.Select(parameter => parameter.Name))}");
    }

    /// <summary>A role of one's own is nothing wrong; one that is a letter or two off a known one would silently mean nothing.</summary>
    private static void CheckRoles(EngineDefinition engine, Diagnostics diagnostics)
    {
        const int Typing = 2;
        foreach (var parameter in engine.Branch.AllParameters)
            if (parameter.Role is { Length: > 2 * Typing } role && !ServingShape.Roles.Contains(role) && ServingShape.Roles.FirstOrDefault(known => NearestName.Distance(role, known) <= Typing) is { } nearest)
                diagnostics.Error(parameter.Position, $"the role '{role}' of '{parameter.Name}' is none that AutoTune reads; did you mean '{nearest}'?");
    }

    /// <summary>Options of a choice may share a flag, since one of them is taken.</summary>
    private static void CheckFlags(EngineDefinition engine, Diagnostics diagnostics)
    {
        foreach (var twice in engine.Branch.AllParameters.Where(parameter => parameter.Binding is SettingBinding.Flag && engine.Branch.ParentOf(parameter.Name) is null).GroupBy(parameter => ((SettingBinding.Flag)parameter.Binding!).Name).Where(group => group.Count() > 1))
            diagnostics.Error(twice.Last().Position, $"'{twice.Last().Name}' has the flag {twice.Key} of '{twice.First().Name}'");
    }

    private static void CheckJsonFlags(EngineDefinition engine, MappingReader map)
    {
        var known = new KnownFlags(engine);
        foreach (var (name, flag) in engine.JsonFlags.SelectMany(json => json.Members.Values.Select(flag => (json.Name, flag))).Where(member => known.Find(member.flag) is null))
            map.Error("json_flags", $"'{name}' has a member for {flag}, which is no flag of the file{NearestName.Hint(flag, known.Spellings)}");
    }

    private static int Errors(Diagnostics diagnostics) => diagnostics.Items.Count(item => item.Severity == Severity.Error);
}
