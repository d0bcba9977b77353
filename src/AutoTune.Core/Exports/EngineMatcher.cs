using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace AutoTune.Exports;

/// <param name="Candidate">With the engine's own arguments alone: what starts it is its program.</param>
/// <param name="Prefix">Words in front of the engine that a trial does not have (<c>numactl -N 0</c>); empty where there are none.</param>
public sealed record EngineMatch(string Engine, LaunchCandidate Candidate, string Prefix);

/// <summary>Tells which engine a command starts, by the names of programs and images.</summary>
public sealed partial class EngineMatcher(IReadOnlyList<EngineIdentity> engines)
{
    // Programs that start another one; everything up to the engine's own name belongs to them.
    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "exec", "nohup", "env", "time", "sudo", "command", "numactl", "taskset", "nice", "ionice", "chrt", "setsid", "stdbuf", "timeout", "tini", "dumb-init", "gosu", "systemd-run",
    };

    // Wrappers that change nothing about how fast the engine is.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal) { "exec", "nohup", "command", "setsid", "tini", "dumb-init" };

    /// <summary>For messages: what is looked for.</summary>
    public string Known => string.Join(", ", engines.SelectMany(engine => engine.Commands.Concat(engine.Images.Select(image => $"image {image}"))));

    /// <returns>Null where no engine is started.</returns>
    public EngineMatch? Match(LaunchCandidate candidate)
    {
        var tokens = candidate.Command.Tokens;
        var last = tokens.IsEmpty ? -1 : IsWrapper(tokens[0]) ? tokens.Length - 1 : 0;
        for (var start = 0; start <= last; start++)
            // The loader's `--argv0` names the engine before the engine comes.
            if ((start == 0 || tokens[start - 1] != "--argv0") && AtStart(tokens.AsSpan()[start..]) is var (engine, length))
                return Found(candidate, engine, start, length);
        return candidate.Command is { Image: { } image, Program: null }
            && engines.FirstOrDefault(engine => engine.Images.Any(known => ImageName.IsSameRepository(image, known))) is { } byImage
            ? new EngineMatch(byImage.Engine, candidate, "")
            : null;
    }

    private (EngineIdentity Engine, int Length)? AtStart(ReadOnlySpan<string> tokens)
    {
        foreach (var engine in engines)
            foreach (var command in engine.Commands)
            {
                var words = command.Split(' ');
                if (StartsWith(tokens, words))
                    return (engine, words.Length);
            }

        return null;
    }

    private static bool StartsWith(ReadOnlySpan<string> tokens, string[] words)
    {
        if (tokens.Length < words.Length || ProgramName(tokens[0]) != ProgramName(words[0]))
            return false;
        for (var i = 1; i < words.Length; i++)
            if (tokens[i] != words[i])
                return false;
        return true;
    }

    private static EngineMatch Found(LaunchCandidate candidate, EngineIdentity engine, int start, int length)
    {
        var tokens = candidate.Command.Tokens;
        var command = candidate.Command with { Program = tokens[start], Arguments = tokens[(start + length)..] };
        var positions = candidate.TokenPositions;
        var prefix = string.Join(' ', tokens[..start].SkipWhile(Silent.Contains));
        return new EngineMatch(engine.Engine, candidate with { Position = positions[start], Command = command, ArgumentPositions = positions[(start + length)..] }, prefix);
    }

    // The dynamic loader starts a program that was unpacked beside its own libraries.
    private static bool IsWrapper(string program) => Wrappers.Contains(ProgramName(program)) || Loader().IsMatch(ProgramName(program));

    /// <summary>Without folder and <c>.exe</c>; every python is <c>python</c>.</summary>
    private static string ProgramName(string program)
    {
        var name = program[(program.LastIndexOfAny(['/', '\\']) + 1)..];
        name = name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return Python().IsMatch(name) ? "python" : name;
    }

    [GeneratedRegex(@"\Apython[0-9.]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Python();

    [GeneratedRegex(@"\Ald-(linux|musl).*\.so(\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Loader();
}
