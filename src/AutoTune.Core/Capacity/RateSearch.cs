using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>A search over rates, behind what has to be known before any rate is tried: one stream alone, and whether there is a limit at all.</summary>
public abstract class RateSearch : ICapacitySearch
{
    public abstract string Name { get; }

    public async Task<TrialOutcome> FindAsync(Goal.FindCapacity goal, CapacityContext context, IProbeRunner runner, CancellationToken ct)
    {
        var probes = new ProbeSeries(context, runner);
        if (await OneStream.MeasureAsync(probes, context, ct) is not { } alone)
            return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
        if (alone.SurelyMisses)
            return new TrialOutcome.Completed(Measurements.NoCapacity(context, alone));
        return context.Slo.HasLimits
            ? await SearchAsync(goal, context, probes, alone, ct)
            : await Saturation.MeasureAsync(probes, context, alone, ct);
    }

    private protected abstract Task<TrialOutcome> SearchAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, CancellationToken ct);
}
