namespace AutoTune.Load;

/// <summary>One load test: open loop at one rate, or closed loop at one concurrency.</summary>
public sealed record ProbePlan
{
    /// <summary>Requests per second, open loop; null for a closed loop.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Open loop: the rate goes evenly to it over the window; null where it stays.</summary>
    public double? RampTo { get; init; }

    /// <summary>Closed loop: requests in flight, each replaced as it ends; null for an open loop.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Closed loop: the window closes once so many requests were begun, however short it was; null where only time ends it.</summary>
    public int? MostRequests { get; init; }

    /// <summary>Arrivals before it ends are not judged.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Judged arrivals fall into [WarmUp, WarmUp + Window). Load goes on until they have finished.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How long after the window a judged request may still run before it counts as timed out.</summary>
    public required TimeSpan Drain { get; init; }

    public required ReferenceStream Stream { get; init; }

    /// <summary>Candidates beside the measured one that bear the same load by other requests.</summary>
    public IReadOnlyList<ServingEndpoint> Neighbours { get; init; } = [];

    public required RequestTemplate Template { get; init; }

    /// <summary>How many words make how many tokens on this server.</summary>
    public PromptCalibration Prompts { get; init; } = PromptCalibration.Assumed;

    /// <summary>A request beyond it is not sent, and makes the probe invalid: a client that runs out of connections must not pass for a slow engine.</summary>
    public int MostInFlight { get; init; } = OpenFiles.MostConnections;

    /// <summary>A client that sends later than this (99th percentile) makes the probe invalid: min(5 ms, 2 % of the TTFT limit).</summary>
    public TimeSpan SendLagBudget { get; init; } = TimeSpan.FromMilliseconds(5);
}
