using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.Metrics;
using AutoTune.Randomness;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>Looks at a study's space without launching anything: draws from it for what is feasible, and climbs on the performance model for what is worth trying.</summary>
public sealed class SpaceEstimator
{
    private const int Drawn = 4000;
    private const int Starts = 800;
    private const int Climbers = 24;
    private const int Rounds = 4;
    private const int StepsOfAParameter = 9;

    /// <summary>For each GPU: less than anything that is measured.</summary>
    private const double IdleMatters = 0.001;

    /// <summary>Of worth: less is no difference.</summary>
    private const double Same = 0.005;

    private readonly TuningPlan _plan;
    private readonly MemoryAdmission _admission;
    private readonly IReadOnlyDictionary<string, EngineDefinition> _engines;
    private readonly EngineResources _resources;
    private readonly RooflineModel? _performance;

    public SpaceEstimator(CheckedStudy ready)
    {
        _plan = ready.Plan;
        _admission = (MemoryAdmission)_plan.Admission;    // as every plan of servers
        _engines = ready.Engines.ToDictionary(engine => engine.Name, StringComparer.Ordinal);
        var served = (EvaluationMode.Served)ready.Study.Evaluation;
        _resources = new(ready.Engines, served.Gpus);
        var gpu = served.Gpu is { } id ? GpuCatalogue.Find(id) : null;
        var model = ModelFacts.DimensionsOf(served.Model, null, new Diagnostics());
        WhyNotRanked = gpu is null ? "the performance model knows GPUs alone, and the study has none" : model is null ? $"the sizes of {served.Model} are not known here" : null;
        _performance = gpu is null || model is null ? null : new RooflineModel(_engines, _admission.SheetOf, model, gpu, RooflineDemand.Of(served));
    }

    private string? WhyNotRanked { get; }

    /// <param name="top">Ranked configurations that are wanted.</param>
    public SpaceEstimate Estimate(int top, CancellationToken ct) => new(
        [.. _plan.Space.Branches.Select(branch => FeasibilityOf(branch, ct))],
        _performance is null ? [] : Ranked(top, ct),
        WhyNotRanked);

    /// <summary>One configuration, whether it may be launched or not.</summary>
    /// <returns>Null where the performance model says nothing of it.</returns>
    public EstimatedConfig? Of(ServingConfig config, CancellationToken ct) => Of(config, _admission.Admit(config), _admission.SheetOf(config), ct);

    private EstimatedConfig? Of(ServingConfig config, Admission admission, MemorySheet? sheet, CancellationToken ct) => _performance?.Predict(config, sheet, ct) is { } prediction
        ? new(config, prediction, sheet, Math.Max(1, _resources.Of(config).CandidateGpus), admission.Feasibility)
        : null;

    private EngineFeasibility FeasibilityOf(SpaceBranch branch, CancellationToken ct)
    {
        var random = new CounterRandom(_plan.Study.Seed, 0, "estimate");
        ServingConfig[] drawn = [.. Enumerable.Range(0, Drawn).Select(_ => ConfigSampler.Sample(branch, random))];
        string[] refusals = [.. Each(drawn, config => _admission.Admit(config).Refusal, ct).OfType<string>()];
        return new(branch.Name, Drawn, Drawn - refusals.Length, [.. refusals.GroupBy(Kind, StringComparer.Ordinal).OrderByDescending(reason => reason.Count()).Select(reason => new Exclusion(reason.Key, reason.Count()))]);
    }

    /// <summary>Figures of one configuration are no reason of their own.</summary>
    private static string Kind(string refusal) => refusal.StartsWith("does not fit: the weights", StringComparison.Ordinal) ? "the weights alone do not fit"
        : refusal.StartsWith("does not fit", StringComparison.Ordinal) ? "no room for a request's cache beside the weights"
        : refusal;

    private IReadOnlyList<EstimatedConfig> Ranked(int top, CancellationToken ct)
    {
        var ranked = new List<EstimatedConfig>();
        foreach (var branch in _plan.Space.Branches)
        {
            var random = new CounterRandom(_plan.Study.Seed, 1, "estimate");
            ServingConfig[] drawn = [.. Enumerable.Range(0, Starts).Select(_ => ConfigSampler.Sample(branch, random))];
            var starts = branch.Seeds.Select(seed => branch.Configure(seed.Set)).Prepend(branch.VendorDefault()).Concat(Each(drawn, config => RuleRepair.Mend(branch, config), ct).OfType<ServingConfig>());
            var best = Each([.. starts], config => Admitted(config, ct), ct).OfType<EstimatedConfig>().GroupBy(Plan).Select(alike => alike.MaxBy(Worth)!).OrderByDescending(Worth).Take(Climbers).ToArray();
            ranked.AddRange(Each(best, start => Simplified(branch, Climbed(branch, start, ct), ct), ct));
        }
        return [.. ranked.Where(candidate => candidate.Prediction.Capacity > 0).OrderByDescending(Worth).Take(top)];
    }

    /// <summary>What an operator decides first: precisions, how the GPUs share the work, whether tokens are guessed. Each is suggested once, with the best sizes for it.</summary>
    private ServingShape Plan(EstimatedConfig estimated) =>
        ServingShape.Of(_engines[estimated.Config.Engine], estimated.Config) with { RunningRequests = null, StepTokens = null, GraphBatch = null, DraftTokens = 0, Replicas = 0 };

    private EstimatedConfig? Admitted(ServingConfig config, CancellationToken ct) => _admission.AdmitWithSheet(config) is ({ IsAdmitted: true } admission, var sheet) ? Of(config, admission, sheet, ct) : null;

    /// <summary>On all cores, in order.</summary>
    private static IReadOnlyList<TResult> Each<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> of, CancellationToken ct) => [.. items.AsParallel().AsOrdered().WithCancellation(ct).Select(of)];

    /// <summary>One parameter after the other, as long as that helps.</summary>
    private EstimatedConfig Climbed(SpaceBranch branch, EstimatedConfig from, CancellationToken ct)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = Worth(from);
            foreach (var parameter in branch.Active(from.Config).ToArray())
                foreach (var value in Steps(parameter))
                    if (Admitted(branch.Configure(from.Config.Values.SetItem(parameter.Name, value)), ct) is { } moved && Worth(moved) > Worth(from) && Plan(moved) == Plan(from))
                        from = moved;
            if (Worth(from) <= before * (1 + Same))
                break;
        }
        return from;
    }

    /// <summary>What the model does not see, or what changes nothing, is left as the vendor has it.</summary>
    private EstimatedConfig Simplified(SpaceBranch branch, EstimatedConfig from, CancellationToken ct)
    {
        // Twice: what a setting needed may itself go once that one is gone.
        foreach (var parameter in branch.Active(from.Config).Concat(branch.Active(from.Config)).ToArray())
            if (from.Config.Values.TryGetValue(parameter.Name, out var own) && own != parameter.Default
                && Admitted(branch.Configure(from.Config.Values.SetItem(parameter.Name, parameter.Default)), ct) is { } simpler && Worth(simpler) >= Worth(from) * (1 - Same) && Plan(simpler) == Plan(from) && simpler.Gpus == from.Gpus)
            {
                from = simpler;
            }
        return from;
    }

    private static IEnumerable<ParameterValue> Steps(Parameter parameter) => UnitScale.Values(parameter) is { Count: > 0 } listed
        ? listed
        : Enumerable.Range(0, StepsOfAParameter).Select(step => UnitScale.FromUnit(parameter, step / (StepsOfAParameter - 1.0))).Distinct();

    /// <summary>What the study is after; nothing else of it is predicted. Among equals, the one that leaves fewer GPUs idle.</summary>
    private double Worth(EstimatedConfig estimated) =>
        estimated.Prediction.Capacity * Math.Sqrt(estimated.Feasibility) / (_plan.Study.Objectives[0].Metric == MetricNames.Capacity ? 1 : estimated.Gpus) * (1 + IdleMatters * estimated.Gpus);
}
