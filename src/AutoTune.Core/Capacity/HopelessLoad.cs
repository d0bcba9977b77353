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
    private int _missed;

    /// <param name="mayStop">False only watches.</param>
    /// <param name="onAttainment">Told about ten times a second, for display: attainment so far.</param>
    public HopelessLoad(ProbePlan plan, Slo slo, bool mayStop = true, Action<double>? onAttainment = null)
    {
        _plan = plan;
        _slo = slo;
        _onAttainment = onAttainment;
        var judged = mayStop && plan.RequestsPerSecond is { } rate ? Math.Round(rate * plan.Window.TotalSeconds) : double.PositiveInfinity;
        _mostMisses = (1 - slo.Attainment) * judged + Math.Max(LeastSlack, Slack * judged);
    }

    public ProbeDecision OnOutcome(RequestOutcome outcome)
    {
        if (!IsJudged(outcome.Scheduled))
            return ProbeDecision.GoOn;
        _ended++;
        _missed += SloJudge.Judge(outcome, _slo) == SloMiss.None ? 0 : 1;
        return Decide(_missed);
    }

    public ProbeDecision OnTick(in LoadState state)
    {
        var now = state.Elapsed;
        var lost = state.Unfinished.Count(request => IsJudged(request.Scheduled) && SloJudge.IsCertainMiss(_slo, request.Scheduled, request.FirstToken, request.MaxTokens, now));
        if (_ended + lost > 0)
            _onAttainment?.Invoke((double)(_ended - _missed) / (_ended + lost));
        return Decide(_missed + lost);
    }

    private ProbeDecision Decide(int misses) => misses > _mostMisses
        ? new($"{misses} requests missed the SLO for certain, more than the window may have")
        : ProbeDecision.GoOn;

    private bool IsJudged(TimeSpan scheduled) => scheduled >= _plan.WarmUp && scheduled < _plan.WarmUp + _plan.Window;
}
