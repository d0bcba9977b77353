using AutoTune.Trials;

namespace AutoTune.Engines;

/// <summary>Finds in an engine's log why it failed.</summary>
/// <remarks>Engines print the cause first and general lines ("initialization failed") after it, so the earliest line that tells a cause wins.</remarks>
public sealed class FailureClassifier(FailureCatalogue catalogue)
{
    private const int LongestEvidence = 600;
    private const int TailLines = 20;

    public FailureCatalogue Catalogue => catalogue;

    /// <param name="engine">The engine's name in the catalogue; one that it does not know is met by the general patterns.</param>
    /// <param name="lines">The log from its first line.</param>
    /// <param name="exit">How the process ended; null while it runs.</param>
    /// <returns>The cause; <c>crash_unknown</c> with the end of the log where no line and no exit code tells.</returns>
    public FailureFinding Classify(string engine, IEnumerable<string> lines, ProcessExit? exit)
    {
        var log = lines as IReadOnlyList<string> ?? [.. lines];
        var seen = Scan(engine, log);
        if (seen is { Strength: > PatternStrength.Wrapper })
            return seen.Finding;
        var rule = exit is null ? null : catalogue.Exits.FirstOrDefault(each => each.Matches(exit));
        return rule is { Class.Name: not FailureCatalogue.CrashUnknown }
            ? new FailureFinding(rule.Class, Ending(log, exit), 0)
            : seen?.Finding ?? new FailureFinding(catalogue[FailureCatalogue.CrashUnknown], Ending(log, exit), 0);
    }

    /// <summary>The cause that the log tells, or null: nothing is concluded from general lines or from the end of the process.</summary>
    public FailureFinding? FindCause(string engine, IEnumerable<string> lines) =>
        Scan(engine, lines) is { Strength: > PatternStrength.Wrapper } seen ? seen.Finding : null;

    /// <summary>What a working engine says about itself that belongs beside its measurement; each fact once.</summary>
    public IReadOnlyList<FailureFinding> Annotations(string engine, IEnumerable<string> lines)
    {
        var patterns = PatternsOf(engine).Where(pattern => pattern.Class.Policy == FailurePolicy.Annotate).ToList();
        return [.. lines.Index()
            .SelectMany(line => patterns.Where(pattern => pattern.Matches(line.Item)), (line, pattern) => (line, pattern))
            .DistinctBy(hit => hit.pattern)
            .Select(hit => new FailureFinding(hit.pattern.Class, Shorten(hit.line.Item), hit.line.Index + 1))];
    }

    private Sighting? Scan(string engine, IEnumerable<string> lines)
    {
        var patterns = PatternsOf(engine).Where(pattern => pattern.Class.Policy != FailurePolicy.Annotate).ToList();
        var phases = catalogue.Phases.Where(marker => marker.Engine == engine).ToList();
        var phase = StartPhase.Loading;
        Sighting? best = null;
        foreach (var (index, line) in lines.Index())
        {
            phase = phases.Where(marker => marker.Begins > phase && marker.Match.IsMatch(line)).Select(marker => marker.Begins).Append(phase).Max();
            var pattern = patterns.Find(each => each.Matches(line));
            if (pattern is null || pattern.Strength <= best?.Strength)
                continue;
            best = new Sighting(pattern.Strength, new FailureFinding(pattern.ClassIn(phase), Shorten(line), index + 1));
            if (pattern.Strength == PatternStrength.Cause)
                break;
        }
        return best;
    }

    private IEnumerable<FailurePattern> PatternsOf(string engine) => catalogue.Patterns.Where(pattern => pattern.Engine == engine)
        .Concat(catalogue.Patterns.Where(pattern => pattern.Engine == FailurePattern.AnyEngine));

    private static string Ending(IReadOnlyList<string> log, ProcessExit? exit)
    {
        var tail = log.Skip(Math.Max(0, log.Count - TailLines)).Select(Shorten);
        return string.Join('\n', tail.Prepend(exit?.ToString() ?? "no cause in the log"));
    }

    private static string Shorten(string line)
    {
        var text = line.Trim();
        return text.Length <= LongestEvidence ? text : text[..LongestEvidence] + "…";
    }

    private sealed record Sighting(PatternStrength Strength, FailureFinding Finding);
}
