using System.Globalization;

namespace AutoTune.Exports.Reading;

/// <summary>How many equal servers a file starts.</summary>
internal static class ReplicaCount
{
    private static readonly HashSet<string> PortFlags = new(["--port", "-p"], StringComparer.Ordinal);

    /// <returns>1 where nothing is said, or a variable says it.</returns>
    public static int Read(YamlView? value) => int.TryParse(value?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;

    /// <summary>Engines that differ in nothing but port and devices are one that runs several times.</summary>
    /// <returns>Null where they differ otherwise.</returns>
    public static EngineMatch? Merge(IReadOnlyList<EngineMatch> matches) => matches.Skip(1).All(other => IsTwin(matches[0], other))
        ? matches[0] with { Candidate = matches[0].Candidate with { Command = matches[0].Candidate.Command with { Replicas = matches.Sum(match => match.Candidate.Command.Replicas) } } }
        : null;

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
        arguments.Where((word, index) => !word.StartsWith("--port=", StringComparison.Ordinal) && !(index > 0 && PortFlags.Contains(arguments[index - 1])));

    private static IEnumerable<KeyValuePair<string, string>> Comparable(LaunchCommand command) =>
        command.Environment.Where(variable => !Hardware.GpuVisibility.Names.Contains(variable.Key) && variable.Key != "PORT");
}
