using AutoTune.Engines;
using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>In which precisions each engine of a study can serve its model: the model's own, those that somebody published, and those that the engine makes while it starts.</summary>
public sealed class ServableWeights
{
    private readonly EvaluationMode.Served _served;
    private readonly Func<string, SourcePosition?> _at;
    private readonly string? _own;
    private readonly IReadOnlyDictionary<string, string> _paths;
    private readonly EngineDefinition[] _ofHub;
    private readonly (string Word, SourcePosition? At)[] _asked;

    internal ServableWeights(Study study, EvaluationMode.Served served, IReadOnlyList<EngineDefinition> engines)
    {
        _served = served;
        _at = study.PositionOf;
        _own = ModelFacts.OwnPrecision(served.Model);
        _paths = Paths(served, _own);
        // A model that no hub could have was told before.
        _ofHub = served.Model is ModelReference.Hub { IsWellFormed: false } ? [] : [.. engines.Where(engine => engine.Models == ModelForm.Hub)];
        _asked = [.. Asked(study)];
    }

    /// <summary>Precision → where a hub has the model in it, its own among them.</summary>
    public static IReadOnlyDictionary<string, string> Paths(EvaluationMode.Served served) => Paths(served, ModelFacts.OwnPrecision(served.Model));

    /// <summary>Each precision that the study asks for is somebody's, and no word that all candidates carry makes it another one.</summary>
    internal void Check(Diagnostics diagnostics)
    {
        foreach (var engine in _ofHub.Where(engine => _asked.Select(asked => asked.Word).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1))
            if (engine.Branch.Variant?.Binding is SettingBinding.ModelVariant variant && _served.Raw.TryGetValue(engine.Name, out var raw) && variant.Online.Values.Select(words => words[0]).FirstOrDefault(raw.Contains) is { } flag)
                diagnostics.Error(_at("raw"), $"'raw' gives every candidate {flag}, so weights cannot be searched: list one precision, or leave it to AutoTune, which says {flag} where it is needed");
        foreach (var (word, at) in _asked.Where(asked => !_ofHub.Any(engine => CanServe(engine, asked.Word))))
            diagnostics.Error(at, _own is null
                ? $"which precision {_served.Model} has is not known here; say where the model is in {word}, also where that is itself: variants: {{{word}: {_served.Model}}}"
                : $"there is no model in {word}: the model's own is {_own}, {(_ofHub.Length == 1 ? $"{_ofHub[0].Title} does not make" : "none of the engines makes")} it while it starts, and 'variants' names none, such as variants: {{{word}: organisation/name}}");
    }

    /// <summary>The engine's space without the weights that it cannot serve and another engine of the study can.</summary>
    internal SpaceBranch Of(EngineDefinition engine)
    {
        if (!_ofHub.Contains(engine) || engine.Branch.Variant is not { } weights)
            return engine.Branch;
        string[] lacking = [.. _asked.Select(asked => asked.Word).Where(word => !CanServe(engine, word) && _ofHub.Any(other => CanServe(other, word)))];
        ParameterValue[] left = [.. UnitScale.Values(weights).Where(value => !lacking.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase))];
        return lacking.Length == 0 || left.Length == 0
            ? engine.Branch
            : SpaceTree.WithSeeds(SpaceTree.Map(engine.Branch, parameter => ReferenceEquals(parameter, weights) ? ParameterNarrowing.Within(parameter, left) : parameter), engine.Branch.Seeds);
    }

    /// <summary>Listed as acceptable, or named by the parameter itself; of engines that a hub's models are for.</summary>
    private IEnumerable<(string Word, SourcePosition? At)> Asked(Study study)
    {
        if (_ofHub.Length == 0)
            return [];
        bool IsWeights(string parameter) => _ofHub.Any(engine => engine.Branch.Variant?.Name == parameter);
        var listed = _served.Precision.Weights.Select(word => (Word: word, At: study.PositionOf("precision")));
        var named = study.Fix.Where(fix => IsWeights(fix.Parameter)).Select(fix => (fix.Value.ToString(), (SourcePosition?)fix.Position))
            .Concat(study.Limit.Where(limit => IsWeights(limit.Parameter)).SelectMany(limit => limit.Values.Select(value => (value.ToString(), (SourcePosition?)limit.Position))));
        // What is no precision at all was said before.
        return listed.Concat(named).Where(asked => ServedPreflight.IsPrecision(asked.Item1));
    }

    private bool CanServe(EngineDefinition engine, string precision) => _paths.ContainsKey(precision) || (IsWide && engine.MakesWeights(precision));

    /// <summary>Engines quantise weights of 16 bits, and refuse what is quantised already.</summary>
    private bool IsWide => (_own ?? _served.Variants.FirstOrDefault(variant => variant.Value == _served.Model.ToString()).Key)?.ToLowerInvariant() is "bf16" or "fp16" or "fp32";

    private static IReadOnlyDictionary<string, string> Paths(EvaluationMode.Served served, string? own) =>
        own is not null && !served.Variants.ContainsKey(own) ? served.Variants.SetItem(own, served.Model.ToString()!) : served.Variants;
}
