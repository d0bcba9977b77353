using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Capacity;

/// <summary>Stops a probe whose target is out of reach: more misses are certain than the SLO allows in the whole window, and then some, so that what is left still tells how far off it was.</summary>
public sealed class HopelessLoad : IProbeMonitor
{
    private const double Slack = 0.40;
    private const int LeastSlack = 3;

    private readonly ProbePlan _plan;
    private readonly Slo _slo;
    private readonly Action<double>? _onAttainment;
    private readonly double _mostMisses;
    private int _ended;
    private readonly SloTally _missed;

    /// <param name="mayStop">False only watches.</param>
    /// <param name="onAttainment">Told about ten times a second, for display: attainment so far.</param>
    public HopelessLoad(ProbePlan plan, Slo slo, bool mayStop = true, Action<double>? onAttainment = null)
    {
        _plan = plan;
        _slo = slo;
        _missed = new(slo);
        _onAttainment = onAttainment;
        var judged = mayStop && plan.RequestsPerSecond is { } rate ? Math.Round(rate * plan.Window.TotalSeconds) : double.PositiveInfinity;
        _mostMisses = (1 - slo.Attainment) * judged + Math.Max(LeastSlack, Slack * judged);
    }

    public ProbeDecision OnOutcome(RequestOutcome outcome)
    {
        if (!IsJudged(outcome.Scheduled))
            return ProbeDecision.GoOn;
        _ended++;
        _missed.Add(SloJudge.Judge(outcome, _slo));
        return Decide(_missed.Misses);
    }

    public ProbeDecision OnTick(in LoadState state)
    {
        var now = state.Elapsed;
        var (known, lost) = (_missed.Copy(), 0);
        foreach (var request in state.Unfinished)
            if (IsJudged(request.Scheduled) && SloJudge.CertainMisses(_slo, request.Scheduled, request.FirstToken, request.MaxTokens, now) is not SloMiss.None and var misses)
            {
                known.Add(misses);
                lost++;
            }
        if (_ended + lost > 0)
            _onAttainment?.Invoke(1 - (double)known.Misses / (_ended + lost));
        return Decide(known.Misses);
    }

    private ProbeDecision Decide(int misses) => misses > _mostMisses
        ? new($"{misses} requests missed the SLO for certain, more than the window may have")
        : ProbeDecision.GoOn;

    private bool IsJudged(TimeSpan scheduled) => scheduled >= _plan.WarmUp && scheduled < _plan.WarmUp + _plan.Window;
}
