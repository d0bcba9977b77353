using AutoTune.Randomness;
using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>The part of the space that may still be proposed: admitted, of an engine that can work, not known to fail, and not among the trials (pending ones included).</summary>
internal sealed class UntriedConfigs
{
    private const int SampledAtOnce = 200;
    private const int MendedAtOnce = 20;
    private readonly IAdmission _admission;
    private readonly HashSet<string> _known;
    private readonly LearnedFailures _failures;

    public UntriedConfigs(StudyView study)
    {
        _admission = study.Admission;
        _known = [.. study.Trials.Select(trial => trial.Config.Key)];
        _failures = new(study.Space, study.Trials);
        Branches = [.. study.Space.Branches.Where(branch => !IsClosed(branch, study.Trials))];
    }

    /// <summary>Without the engines that failed for good.</summary>
    public IReadOnlyList<SpaceBranch> Branches { get; }

    public bool Contains(ServingConfig config) => Admitted(config) is not null;

    /// <summary>A random one; the stop that says why, where none is left or can be found.</summary>
    public Proposal Sample(CounterRandom random)
    {
        if (Branches.Count == 0)
            return new Proposal.Stop("no engine of the study can work: each failed in a way that every candidate would");
        if (Draw(random) is { } drawn)
            return Random(drawn);
        if (Branches.Sum(SpaceEnumeration.Bound) > SpaceEnumeration.Limit)
            return new Proposal.Stop($"no new admissible configuration was found in {SampledAtOnce} random ones");
        ServingConfig[] left = [.. Branches.SelectMany(SpaceEnumeration.Of).Where(Contains)];
        return left.Length == 0
            ? new Proposal.Stop($"every admissible configuration of the space was tried{(IsAnyTakenToFail() ? ", or is like others that failed" : "")}")
            : Random(random.Pick(left));
    }

    /// <returns>Null where the configuration may not be proposed.</returns>
    private Admission? Admitted(ServingConfig config) =>
        Branches.Any(branch => string.Equals(branch.Name, config.Engine, StringComparison.Ordinal))
        && !_known.Contains(config.Key)
        && !_failures.Excludes(config)
        && _admission.Admit(config) is { IsAdmitted: true } admission
            ? admission
            : null;

    /// <summary>What may not start is drawn as often as it may start.</summary>
    private static bool IsLuckyEnough(Admission admission, CounterRandom random) => admission.Feasibility > 0.99 || random.Uniform() < admission.Feasibility;

    private bool IsAnyTakenToFail() => Branches.SelectMany(SpaceEnumeration.Of).Any(config => !_known.Contains(config.Key) && _failures.Excludes(config));

    /// <summary>The engine first: one of whose space little can start would hardly ever be drawn.</summary>
    private ServingConfig? Draw(CounterRandom random)
    {
        var first = random.Pick(Branches);
        return Branches.Where(branch => !ReferenceEquals(branch, first)).Prepend(first).Select(branch => Draw(branch, random)).FirstOrDefault(drawn => drawn is not null);
    }

    private ServingConfig? Draw(SpaceBranch branch, CounterRandom random)
    {
        for (var attempt = 0; attempt < SampledAtOnce; attempt++)
            if (ConfigSampler.Sample(branch, random) is var config && Admitted(config) is { } admission && IsLuckyEnough(admission, random))
                return config;
        // Mending leans towards the edges of the rules, so it comes second.
        for (var attempt = 0; attempt < MendedAtOnce; attempt++)
            if (RuleRepair.Mend(branch, ConfigSampler.Sample(branch, random)) is { } mended && Contains(mended))
                return mended;
        return null;
    }

    private static Proposal.Evaluate Random(ServingConfig config) => new(config, new TrialOrigin("random", [], "drawn from the whole space"));

    // A launch of the engine that worked proves that the failure was the configuration's own.
    private static bool IsClosed(SpaceBranch branch, IReadOnlyList<ViewedTrial> trials)
    {
        var ofBranch = trials.Where(trial => string.Equals(trial.Config.Engine, branch.Name, StringComparison.Ordinal)).ToArray();
        return ofBranch.Any(trial => trial.Outcome is TrialOutcome.Failed { Failure.Policy: FailurePolicy.FatalForEngine })
            && !ofBranch.Any(trial => trial.Outcome is TrialOutcome.Completed or TrialOutcome.Pruned);
    }
}
