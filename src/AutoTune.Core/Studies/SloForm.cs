namespace AutoTune.Studies;

/// <summary>How requests are counted against several limits.</summary>
public enum SloForm
{
    /// <summary>A share of requests meets every limit at once (DistServe).</summary>
    Joint,

    /// <summary>Of each limit by itself, a share of requests meets it: percentiles, as in MLPerf. The worst limit counts.</summary>
    EachLimit,
}
