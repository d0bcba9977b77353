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
    private const int Starts = 1500;
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
    private readonly IPerformanceModel? _performance;

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
    public EstimatedConfig? Of(ServingConfig config, CancellationToken ct) => Of(config, _admission.Admit(config), ct);

    private EstimatedConfig? Of(ServingConfig config, Admission admission, CancellationToken ct) => _performance?.Predict(config, ct) is { } prediction
        ? new(config, prediction, _admission.SheetOf(config), Math.Max(1, _resources.Of(config).CandidateGpus), admission.Feasibility)
        : null;

    private EngineFeasibility FeasibilityOf(SpaceBranch branch, CancellationToken ct)
    {
        var random = new CounterRandom(_plan.Study.Seed, 0, "estimate");
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        var feasible = 0;
        for (var draw = 0; draw < Drawn; draw++)
        {
            ct.ThrowIfCancellationRequested();
            if (_admission.Admit(ConfigSampler.Sample(branch, random)) is { Refusal: { } refusal })
                reasons[Kind(refusal)] = reasons.GetValueOrDefault(Kind(refusal)) + 1;
            else
                feasible++;
        }
        return new(branch.Name, Drawn, feasible, [.. reasons.OrderByDescending(reason => reason.Value).Select(reason => new Exclusion(reason.Key, reason.Value))]);
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
            var starts = branch.Seeds.Select(seed => branch.Configure(seed.Set)).Prepend(branch.VendorDefault())
                .Concat(Enumerable.Range(0, Starts).Select(_ => RuleRepair.Mend(branch, ConfigSampler.Sample(branch, random))).OfType<ServingConfig>());
            var best = starts.Select(config => Admitted(config, ct)).OfType<EstimatedConfig>().GroupBy(Plan).Select(alike => alike.MaxBy(Worth)!).OrderByDescending(Worth).Take(Climbers).ToList();
            ranked.AddRange(best.Select(start => Simplified(branch, Climbed(branch, start, ct), ct)));
        }
        return [.. ranked.Where(candidate => candidate.Prediction.Capacity > 0).OrderByDescending(Worth).Take(top)];
    }

    /// <summary>What an operator decides first: precisions, how the GPUs share the work, whether tokens are guessed. Each is suggested once, with the best sizes for it.</summary>
    private ServingShape Plan(EstimatedConfig estimated) =>
        ServingShape.Of(_engines[estimated.Config.Engine], estimated.Config) with { RunningRequests = null, StepTokens = null, GraphBatch = null, DraftTokens = 0, Replicas = 0 };

    private EstimatedConfig? Admitted(ServingConfig config, CancellationToken ct) => _admission.Admit(config) is { IsAdmitted: true } admission ? Of(config, admission, ct) : null;

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
        var defaults = branch.VendorDefault();
        // Twice: what a setting needed may itself go once that one is gone.
        foreach (var parameter in branch.Active(from.Config).Concat(branch.Active(from.Config)).ToArray())
            if (defaults.Values.TryGetValue(parameter.Name, out var usual) && from.Config.Values.TryGetValue(parameter.Name, out var own) && own != usual
                && Admitted(branch.Configure(from.Config.Values.SetItem(parameter.Name, usual)), ct) is { } simpler && Worth(simpler) >= Worth(from) * (1 - Same) && Plan(simpler) == Plan(from) && simpler.Gpus == from.Gpus)
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
