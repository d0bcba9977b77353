using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AutoTune.LanguageModels;
using AutoTune.Load;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>The part of a study file that says what is served, how it is loaded and what is promised.</summary>
internal static partial class ServedReader
{
    public static EvaluationMode.Served Read(MappingReader map, string file)
    {
        var workload = WorkloadReader.Read(map, file);
        var slo = SloOf(map);
        var also = AlsoReader.Read(map, file, slo);
        var hardware = HardwareChoice.Read(map);
        return new()
        {
            Model = ModelOf(map, file),
            Variants = VariantsOf(map, file),
            DraftModel = map.OptionalText("draft_model") is { } draft ? ReferenceOf(draft, file).ToString() : null,
            MaxContext = (int)(map.OptionalInteger("max_context", min: 16, max: 100_000_000) ?? also.Select(other => other.Workload).Append(workload).Max(ContextOf)),
            Engines = EnginesOf(map, file),
            Raw = RawOf(map),
            Precision = PrecisionOf(map),
            Launcher = map.OptionalWord("launcher", EvaluationMode.Served.Launchers) ?? EvaluationMode.Served.Launchers[0],
            Container = ContainerReader.Read(map),
            Hooks = HookReader.Read(map, file),
            Secrets = SecretsOf(map),
            StartTimeout = map.OptionalDuration("start_timeout"),
            Workload = workload,
            Also = also,
            Request = RequestOf(map),
            Slo = slo,
            Probe = ProbeOf(map),
            Quality = QualityReader.Read(map, file),
            Gpus = hardware.Gpus,
            Gpu = hardware.Gpu,
        };
    }

    private static ModelReference ModelOf(MappingReader map, string file)
    {
        var model = map.RequiredText("model");
        return model == "synthetic" ? new ModelReference.Synthetic() : ReferenceOf(model, file);
    }

    private static ModelReference ReferenceOf(string model, string file) =>
        ModelReference.IsPath(model)
            ? new ModelReference.LocalFile(StudyPaths.Resolve(model, file))
            : new ModelReference.Hub(model);

    private static ImmutableSortedDictionary<string, string> VariantsOf(MappingReader map, string file)
    {
        var variants = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        if (map.OptionalMapping("variants") is { } named)
            foreach (var entry in named.Entries)
                variants[entry.Key] = VariantOf(entry.Key, named, file);
        return variants.ToImmutable();
    }

    private static string VariantOf(string precision, MappingReader named, string file)
    {
        var reference = ReferenceOf(named.RequiredText(precision), file);
        if (reference is ModelReference.Hub { IsWellFormed: false, Id: { Length: > 0 } id })
            named.Error(precision, $"the variant '{precision}' is neither {ModelReference.Hub.Form} nor a path (with ./ in front): '{id}'");
        if (reference is ModelReference.LocalFile { Path: var path } && !Path.Exists(path))
            named.Error(precision, $"the variant '{precision}' {path} does not exist");
        return reference.ToString()!;
    }

    /// <summary>Room for the longest request that the workload names, with a margin for the chat template.</summary>
    private static int ContextOf(Workload workload)
    {
        const int TemplateTokens = 32;
        var longest = workload.Trace is { } trace
            ? trace.Requests.Max(request => request.InputTokens + request.OutputTokens) + TemplateTokens
            : (workload.Prefix?.Tokens ?? 0) + Longest(workload.Input) + Longest(workload.Output) + TemplateTokens + LaterTurns(workload);
        return (longest + 63) / 64 * 64;
    }

    private static int LaterTurns(Workload workload) => workload.Conversation is { } conversation
        ? (Longest(conversation.Turns) - 1) * (Longest(conversation.FollowUp) + Longest(workload.Output))
        : 0;

    private static int Longest(LengthDistribution lengths) => lengths switch
    {
        LengthDistribution.Fixed { Tokens: var tokens } => tokens,
        LengthDistribution.Uniform { High: var high } => high,
        LengthDistribution.LogNormal { P99: var p99 } => (int)Math.Ceiling(p99 * 2),
        LengthDistribution.Empirical { Lengths: var all } => all.Count == 0 ? 1 : all.Max(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ImmutableArray<NamedEngine> EnginesOf(MappingReader map, string file)
    {
        var engines = map.RequiredList("engines");
        if (engines.Count == 0 && map.Has("engines"))
            map.Error("engines", "at least one engine is needed");
        return
        [
            .. engines.OfType<YamlValue.Scalar>()
                .Select(engine => new NamedEngine(StudyPaths.IsPath(engine.Text) ? StudyPaths.Resolve(engine.Text, file) : engine.Text, engine.Position)),
        ];
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> RawOf(MappingReader map)
    {
        var raw = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        if (map.OptionalMapping("raw") is { } engines)
            foreach (var entry in engines.Entries)
                raw[entry.Key] = [.. engines.RequiredTexts(entry.Key)];
        return raw.ToImmutable();
    }

    private static ImmutableArray<NamedSecret> SecretsOf(MappingReader map)
    {
        var secrets = (map.OptionalList("secrets") ?? []).OfType<YamlValue.Scalar>().ToArray();
        foreach (var secret in secrets.Where(secret => !VariableName().IsMatch(secret.Text)))
            map.Diagnostics.Error(secret.Position, "'secrets' lists names of variables, such as HF_TOKEN, whose values are taken from AutoTune's environment");
        return [.. secrets.Select(secret => new NamedSecret(secret.Text, secret.Position))];
    }

    private static PrecisionChoice PrecisionOf(MappingReader map)
    {
        if (map.OptionalMapping("precision") is not { } precision)
            return new([], []);
        var read = new PrecisionChoice([.. precision.OptionalTexts("weights") ?? []], [.. precision.OptionalTexts("kv") ?? []]);
        precision.Finish();
        return read;
    }

    private static RequestTemplate RequestOf(MappingReader map)
    {
        if (map.OptionalMapping("request") is not { } request)
            return new();
        var read = new RequestTemplate
        {
            Api = request.OptionalWord("api", ["chat", "completions"]) == "completions" ? RequestApi.Completions : RequestApi.Chat,
            Temperature = request.OptionalReal("temperature", min: 0, max: 2) ?? 0,
            IgnoreEos = request.OptionalBoolean("ignore_eos") ?? false,
            Extra = request.OptionalMapping("extra") is { } extra ? ExtraOf(extra) : ImmutableSortedDictionary<string, string>.Empty,
        };
        request.Finish();
        return read;
    }

    private static ImmutableSortedDictionary<string, string> ExtraOf(MappingReader extra) => extra.Entries.ToImmutableSortedDictionary(
        entry => entry.Key,
        entry => SettingValue.Of(entry.Value, extra.Diagnostics) is { Kind: SearchSpaces.ValueKind.Text } text
            ? System.Text.Json.JsonSerializer.Serialize(text.Text)
            : SettingValue.Of(entry.Value, extra.Diagnostics).ToString(),
        StringComparer.Ordinal);

    public static Slo SloOf(MappingReader map)
    {
        if (map.Optional("slo") is YamlValue.Scalar named)
            return PresetOf(named, map);
        var slo = map.RequiredMapping("slo");
        var limits = (Ttft: LimitOf(slo, "ttft"), Tpot: LimitOf(slo, "tpot"), E2E: LimitOf(slo, "e2e"));
        var (attainment, percentile) = (slo.OptionalShare("attainment"), slo.OptionalShare("percentile"));
        var read = new Slo(limits.Ttft, limits.Tpot, limits.E2E, percentile ?? attainment ?? 0.9) { Form = percentile is null ? SloForm.Joint : SloForm.EachLimit };
        if (percentile is not null && attainment is not null)
            slo.Error("percentile", "'attainment' is the share that meets all limits at once, 'percentile' the share that meets each; give one");
        slo.Finish();
        if (read.Attainment is <= 0 or >= 1)
            slo.Error(percentile is null ? "attainment" : "percentile", $"'{(percentile is null ? "attainment" : "percentile")}' must be above 0% and below 100%: at 100% no rate can be promised");
        if (!slo.IsPlaceholder && !(slo.Has("ttft") || slo.Has("tpot") || slo.Has("e2e")))
            map.Error("slo", "an SLO needs at least one limit: ttft, tpot or e2e");
        return read;
    }

    private static Slo PresetOf(YamlValue.Scalar named, MappingReader map)
    {
        if (SloPresets.Find(named.Text) is { } preset)
            return preset;
        map.Error("slo", $"'slo' is a mapping of limits, or a preset; '{named.Text}' is none{NearestName.Hint(named.Text, SloPresets.Names)}");
        return new(null, null, null, 0.9);
    }

    private static TimeSpan? LimitOf(MappingReader slo, string key)
    {
        var limit = slo.OptionalDuration(key);
        if (limit < Slo.LeastLimit)
            slo.Error(key, $"'{key}' is below {Slo.LeastLimit.TotalMilliseconds:0} ms: a load client tells nothing apart there");
        return limit;
    }

    private static ProbeSettings ProbeOf(MappingReader map)
    {
        if (map.OptionalMapping("probe") is not { } probe)
            return ProbeSettings.Default;
        var read = new ProbeSettings(
            probe.OptionalDuration("warm_up", allowZero: true) ?? ProbeSettings.Default.WarmUp,
            probe.OptionalDuration("window") ?? ProbeSettings.Default.Window,
            probe.OptionalShare("tolerance") ?? ProbeSettings.DefaultTolerance);
        probe.Finish();
        if (read.Tolerance is < 0.01 or > 0.5)
            probe.Error("tolerance", "'tolerance' must be from 1% to 50%");
        return read;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();
}
