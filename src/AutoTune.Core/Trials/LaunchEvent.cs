using AutoTune.Metrics;

namespace AutoTune.Trials;

/// <summary>What an evaluator journals while a launch runs.</summary>
public abstract record LaunchEvent
{
    private LaunchEvent()
    {
    }

    /// <param name="Command">File name and arguments as started; secrets are never among them.</param>
    /// <param name="LogFile">Relative to the study's folder.</param>
    public sealed record Started(IReadOnlyList<string> Command, string LogFile, DateTimeOffset At) : LaunchEvent
    {
        /// <summary>What is added to the environment; secrets are never among it.</summary>
        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

        /// <summary>How often the configuration was there, so that the machine was full; the first was measured.</summary>
        public int Copies { get; init; } = 1;

        /// <param name="server">From 1: the log of one of the servers that were started together.</param>
        public string LogFileOf(int server) =>
            server == 1 ? LogFile : Path.Combine(Path.GetDirectoryName(LogFile) ?? "", FolderOf(server), Path.GetFileName(LogFile));

        /// <summary>Below the first server's log folder.</summary>
        /// <param name="server">From 2.</param>
        public static string FolderOf(int server) => $"server-{server}";
    }

    /// <param name="Phases">Name → seconds since the start: <c>first log line</c>, <c>healthy</c>, <c>model listed</c>, <c>smoke</c>.</param>
    public sealed record Ready(IReadOnlyDictionary<string, double> Phases) : LaunchEvent
    {
        /// <summary>Tokens that the KV cache of the first server holds, as its engine logged them; null where it logs none.</summary>
        public long? KvTokens { get; init; }
    }

    public sealed record Probed(ProbeSummary Probe) : LaunchEvent;

    /// <summary>What the configuration's answers are worth, measured in this launch or an earlier one of its quality key.</summary>
    /// <param name="Key">Engine and the settings that can change answers.</param>
    /// <param name="Value">As <see cref="MetricNames.Quality"/>.</param>
    /// <param name="Floor">Below it the configuration is infeasible, and its capacity is not looked for.</param>
    /// <param name="Divergence">From the baseline, nats per token; null where the engine gives no log-probabilities.</param>
    public sealed record QualityKnown(string Key, Estimate Value, double Floor, double? Divergence) : LaunchEvent;

    public sealed record Stopped(double Seconds, string? LogTail) : LaunchEvent;

    /// <summary>Something that readers of the figures should know.</summary>
    public sealed record Warned(string Message) : LaunchEvent;
}
