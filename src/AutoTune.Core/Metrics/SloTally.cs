using AutoTune.Studies;

namespace AutoTune.Metrics;

/// <summary>Counts misses as the SLO's form wants it.</summary>
public sealed class SloTally(Slo slo)
{
    private static readonly SloMiss[] Limits = [SloMiss.Ttft, SloMiss.Tpot, SloMiss.E2E];

    private readonly int[] _missed = new int[Limits.Length];
    private int _anyMissed;

    /// <summary>Requests that miss any limit; of each limit by itself: those that miss the worst one.</summary>
    public int Misses => slo.Form == SloForm.Joint ? _anyMissed : _missed.Max();

    /// <param name="missed">A request that was not served misses every limit.</param>
    public void Add(SloMiss missed)
    {
        if (missed == SloMiss.None)
            return;
        _anyMissed++;
        for (var limit = 0; limit < Limits.Length; limit++)
            if ((missed & (Limits[limit] | SloMiss.NotServed)) != SloMiss.None)
                _missed[limit]++;
    }

    public SloTally Copy()
    {
        var copy = new SloTally(slo) { _anyMissed = _anyMissed };
        _missed.CopyTo(copy._missed, 0);
        return copy;
    }
}
