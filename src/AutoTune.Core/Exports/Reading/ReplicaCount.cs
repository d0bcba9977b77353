using System.Globalization;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>How many equal servers a file starts.</summary>
internal static class ReplicaCount
{
    private static readonly HashSet<string> PortFlags = new(["--port", "-p"], StringComparer.Ordinal);

    /// <param name="key">For messages: what the file calls it.</param>
    /// <param name="text">With variables replaced; null where the file says nothing.</param>
    /// <returns>1 where nothing is said, and after an error.</returns>
    public static int Read(string key, string? text, SourcePosition? at, Diagnostics notes)
    {
        if (text is null)
            return 1;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return count;
        notes.Error(at, text == "0"
            ? $"the baseline's `{key}` is 0: nothing of it runs today; say how many servers do"
            : $"the baseline's `{key}` must be a whole number of servers, not `{text}`");
        return 1;
    }

    /// <summary>Engines that differ in nothing but port and devices are one that runs several times.</summary>
    /// <returns>Null where they differ otherwise.</returns>
    public static EngineMatch? Merge(IReadOnlyList<EngineMatch> matches) => matches.Skip(1).All(other => IsTwin(matches[0], other))
        ? matches[0] with { Candidate = Merged([.. matches.Select(match => match.Candidate)]), Prefix = string.Join("` and `", matches.Select(match => match.Prefix).Where(prefix => prefix.Length > 0).Distinct()) }
        : null;

    private static LaunchCandidate Merged(IReadOnlyList<LaunchCandidate> twins) => twins[0] with
    {
        Command = twins[0].Command with { Replicas = twins.Sum(twin => twin.Command.Replicas) },
        Notes = [.. twins.SelectMany(twin => twin.Notes)],
    };

    private static bool IsTwin(EngineMatch one, EngineMatch other)
    {
        var (a, b) = (one.Candidate.Command, other.Candidate.Command);
        return one.Engine == other.Engine && a.Image == b.Image && a.Program == b.Program && a.Gpus == b.Gpus
            && Comparable(a.Arguments).SequenceEqual(Comparable(b.Arguments))
            && a.Mounts.SequenceEqual(b.Mounts)
            && a.PassedEnvironment.SetEquals(b.PassedEnvironment)
            && Comparable(a).SequenceEqual(Comparable(b));
    }

    private static IEnumerable<string> Comparable(IReadOnlyList<string> arguments) =>
        arguments.Where((word, index) => !word.StartsWith("--port=", StringComparison.Ordinal) && !PortFlags.Contains(word) && !(index > 0 && PortFlags.Contains(arguments[index - 1])));

    private static IEnumerable<KeyValuePair<string, string>> Comparable(LaunchCommand command) =>
        command.Environment.Where(variable => !Hardware.GpuVisibility.Names.Contains(variable.Key) && variable.Key != "PORT");
}
