using AutoTune.Yaml;

namespace AutoTune.Load;

/// <summary>Where an engine's own metrics are.</summary>
/// <param name="pages">Of each server.</param>
/// <param name="names">AutoTune's name → the engine's.</param>
public sealed class EngineMetrics(HttpClient http, IReadOnlyList<Uri> pages, IReadOnlyDictionary<string, string> names, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan ReadBound = TimeSpan.FromSeconds(2);

    /// <summary>AutoTune's vocabulary, and how the values of several labels (engines of one server), and of several servers, become one.</summary>
    private static readonly Dictionary<string, Func<IEnumerable<double>, double>> Vocabulary = new(StringComparer.Ordinal)
    {
        ["running"] = Enumerable.Sum,
        ["waiting"] = Enumerable.Sum,
        ["kv_usage"] = Enumerable.Max,
        ["preemptions"] = Enumerable.Sum,
        ["prompt_tokens"] = Enumerable.Sum,
        ["prompt_tokens_cached"] = Enumerable.Sum,
        ["draft_tokens"] = Enumerable.Sum,
        ["draft_tokens_accepted"] = Enumerable.Sum,
    };

    /// <summary>That an engine's file may name; the last ones are there for people, nothing is concluded from them.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Vocabulary.Keys, "output_tokens", "prompt_seconds", "output_seconds", "busy_slots_per_decode"];

    /// <summary>Names of the engine's file that a page of it does not have.</summary>
    /// <returns>AutoTune's name, the engine's, and the most similar one on the page.</returns>
    public static IReadOnlyList<(string Name, string Theirs, string? Nearest)> MissingOn(string page, IReadOnlyDictionary<string, string> names)
    {
        var there = PrometheusText.Parse(page);
        return [.. names.Where(name => !there.Contains(name.Value)).Select(name => (name.Key, name.Value, NearestName.Of(name.Value, there.Select(metric => metric.Key))))];
    }

    /// <summary>Reads them until <paramref name="during"/> has ended.</summary>
    /// <returns>Null where they could not be read: what the engine does not say changes no measurement.</returns>
    public async Task<EngineReading?> WatchAsync(Task during, CancellationToken ct)
    {
        var samples = new List<Dictionary<string, double>>();
        while (true)
        {
            var isLast = during.IsCompleted;
            if (await ReadAsync(ct) is not { Count: > 0 } sample)
                return null;
            samples.Add(sample);
            if (isLast)
                return Reading(samples);
            await Task.WhenAny(during, Task.Delay(Interval, clock, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task<Dictionary<string, double>?> ReadAsync(CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(ReadBound);
        try
        {
            var servers = (await Task.WhenAll(pages.Select(page => http.GetStringAsync(page, bound.Token)))).Select(PrometheusText.Parse).ToArray();
            return names
                .Where(name => Vocabulary.ContainsKey(name.Key) && servers.All(values => values.Contains(name.Value)))
                .ToDictionary(name => name.Key, name => Vocabulary[name.Key](servers.SelectMany(values => values[name.Value])));
        }
        catch (Exception unread) when (unread is HttpRequestException || (unread is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private static EngineReading Reading(List<Dictionary<string, double>> samples) => new(samples.Count)
    {
        RunningMean = Mean(samples, "running"),
        RunningMost = Most(samples, "running"),
        WaitingMean = Mean(samples, "waiting"),
        WaitingMost = Most(samples, "waiting"),
        KvUsageMost = Most(samples, "kv_usage"),
        Preemptions = Growth(samples, "preemptions"),
        PrefixHits = Share(Growth(samples, "prompt_tokens_cached"), Growth(samples, "prompt_tokens")),
        Acceptance = Share(Growth(samples, "draft_tokens_accepted"), Growth(samples, "draft_tokens")),
    };

    private static double? Mean(List<Dictionary<string, double>> samples, string name) => Of(samples, name) is { Length: > 0 } values ? values.Average() : null;

    private static double? Most(List<Dictionary<string, double>> samples, string name) => Of(samples, name) is { Length: > 0 } values ? values.Max() : null;

    /// <summary>Of a counter, from the first reading to the last.</summary>
    private static double? Growth(List<Dictionary<string, double>> samples, string name) => Of(samples, name) is { Length: > 1 } values ? Math.Max(0, values[^1] - values[0]) : null;

    private static double[] Of(List<Dictionary<string, double>> samples, string name) => [.. samples.Where(sample => sample.ContainsKey(name)).Select(sample => sample[name])];

    private static double? Share(double? part, double? whole) => part is not null && whole > 0 ? Math.Min(1, part.Value / whole.Value) : null;
}
