using AutoTune.Load;

namespace AutoTune.Reports.Building;

/// <summary>A workload in words.</summary>
internal static class WorkloadWords
{
    public static string Of(Workload workload, RequestApi api) => $"{Of(workload.Arrivals)}, {Requests(workload, api)}";

    /// <summary>Each request follows the end of another: nothing arrives by itself.</summary>
    public static string OfClosedLoop(Workload workload, RequestApi api) => $"A fixed number in flight, {Requests(workload, api)}";

    private static string Requests(Workload workload, RequestApi api)
    {
        var prefix = workload.Prefix is { } shared ? $"{shared.Tokens} tokens shared in {shared.Groups} groups and " : "";
        var lengths = workload.Trace is { } trace
            ? $"requests of {trace.Source} ({workload.Input.Mean():0} tokens in, {workload.Output.Mean():0} out on average)"
            : $"{prefix}{Of(workload.Input)} in, {Of(workload.Output)} out";
        if (workload.Conversation is { } conversation)
            lengths += $", in conversations of {conversation.Turns.Mean():0.#} turns on average ({Of(conversation.FollowUp)} each, {conversation.Think.TotalSeconds:0.#} s to think)";
        return $"{lengths}, {api.ToString().ToLowerInvariant()} API";
    }

    private static string Of(ArrivalProcess arrivals) => arrivals switch
    {
        ArrivalProcess.Poisson => "Poisson arrivals",
        ArrivalProcess.Constant => "constant arrivals",
        ArrivalProcess.Gamma(var burstiness) => $"gamma arrivals (burstiness {burstiness})",
        ArrivalProcess.Replay => "arrivals as recorded, scaled to each rate",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Of(LengthDistribution lengths) => lengths switch
    {
        LengthDistribution.Fixed { Tokens: var tokens } => $"{tokens} tokens",
        LengthDistribution.Uniform { Low: var low, High: var high } => $"{low} to {high} tokens",
        LengthDistribution.LogNormal { Mean: var mean, P99: var p99 } => $"{mean:0} tokens on average (99th percentile {p99:0})",
        LengthDistribution.Empirical { Source: var source } => $"lengths of {source}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
