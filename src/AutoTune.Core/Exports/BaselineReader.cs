using System.Collections.Immutable;
using System.Text;
using AutoTune.Engines;
using AutoTune.Exports.Reading;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>Reads what runs today back from a launch script, a Compose file, a Kubernetes manifest, a unit of systemd or Podman, or a preset file. Nothing is run.</summary>
/// <param name="environment">For variables that the file uses and does not assign: what the caller's environment has.</param>
public sealed class BaselineReader(EngineMatcher engines, IReadOnlyDictionary<string, string> environment)
{
    private const int LargestFile = 1 << 20;

    private readonly IBaselineFormat[] _formats = [new KubernetesBaseline(), new ComposeBaseline(environment), new UnitBaseline(), new PresetBaseline(), new ShellBaseline(environment)];

    /// <param name="diagnostics">Takes a warning for everything that is left out.</param>
    /// <exception cref="InvalidInputException">The file cannot be read back; the message says what was looked for.</exception>
    public Baseline Read(string path, Diagnostics diagnostics) => Read(Load(path), path, diagnostics);

    /// <param name="file">For messages, and for paths that are relative to it.</param>
    public Baseline Read(string text, string file, Diagnostics diagnostics)
    {
        var format = FormatOf(text, file);
        // Warnings about what is no part of the launch would only distract.
        var warnings = new Diagnostics();
        var candidates = format.Read(text, file, warnings).SelectMany(candidate => Unwrapped(candidate, warnings)).ToArray();
        var matches = candidates.Select(engines.Match).OfType<EngineMatch>().ToArray();
        var match = Single(matches, candidates, file);
        foreach (var warning in warnings.Items)
            diagnostics.Warning(warning.Position, warning.Message);
        foreach (var note in match.Candidate.Notes)
            diagnostics.Add(note);
        NameLeftOut(format, match, candidates, diagnostics);
        return WithoutSecrets(new Baseline(format.Name, match.Engine, WithoutDevices(match.Candidate, diagnostics), match.Candidate.Position, match.Candidate.ArgumentPositions), diagnostics);
    }

    private static string Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
                throw new InvalidInputException("cannot be read back: a launch file is smaller than 1 MiB.", new SourcePosition(path, 1, 1));
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            var why = e is DecoderFallbackException ? "it is no UTF-8 text" : e.Message;
            throw new InvalidInputException($"cannot be read back: {why}", new SourcePosition(path, 1, 1));
        }
    }

    private IBaselineFormat FormatOf(string text, string file)
    {
        var isYaml = Path.GetExtension(file) is ".yaml" or ".yml" or ".json";
        // Its syntax error is the better message than that it is no shell script.
        if (isYaml)
            ForeignYaml.Load(text, file);
        var format = text.StartsWith("#!", StringComparison.Ordinal) ? _formats[^1] : _formats.First(format => format.Recognizes(text));
        return text.Contains('\0', StringComparison.Ordinal) || (isYaml && format is ShellBaseline) ? throw Unreadable(file, "") : format;
    }

    // `sh -c "…"` holds the command in one of its arguments.
    private IEnumerable<LaunchCandidate> Unwrapped(LaunchCandidate candidate, Diagnostics diagnostics)
    {
        if (DockerRunReader.Fits(candidate))
            candidate = new DockerRunReader(candidate, diagnostics).Read();
        var tokens = candidate.Command.Tokens;
        if (tokens.Length < 3 || Path.GetFileName(tokens[0]) is not ("sh" or "bash" or "ash" or "dash") || tokens[1] is not ("-c" or "-lc" or "-ec"))
            return [candidate];
        var outer = candidate.Command;
        var known = environment.ToImmutableDictionary().SetItems(outer.Environment);
        return new ShellScript(known, diagnostics).Read(tokens[2], candidate.TokenPositions[2])
            .Select(inner => inner with
            {
                Command = outer with
                {
                    Program = inner.Command.Program,
                    Arguments = inner.Command.Arguments,
                    Environment = outer.Environment.SetItems(inner.Command.Environment),
                    PassedEnvironment = outer.PassedEnvironment.Union(inner.Command.PassedEnvironment),
                    WorkingDirectory = inner.Command.WorkingDirectory ?? outer.WorkingDirectory,
                },
            });
    }

    private EngineMatch Single(EngineMatch[] matches, LaunchCandidate[] candidates, string file) => matches switch
    {
        [var one] => one,
        [] => throw Unreadable(file, candidates.Length == 0 ? "" : $"; found: {Names(candidates)}"),
        _ when ReplicaCount.Merge(matches) is { } twins => twins,
        _ => throw new InvalidInputException(
            $"cannot be read back: it starts {matches.Length} engines ({Names(matches.Select(match => match.Candidate))}); keep the one that is the baseline.", matches[1].Candidate.Position),
    };

    private static string Names(IEnumerable<LaunchCandidate> candidates) =>
        string.Join(", ", candidates.Take(8).Select(candidate => $"{candidate.Name} in line {candidate.Position.Line}"));

    private InvalidInputException Unreadable(string file, string found) => new(
        $"cannot be read back: looked for {string.Join("; ", _formats.Select(format => $"a {format.Name} ({format.LooksFor})"))}, that starts one of: {engines.Known}{found}.",
        new SourcePosition(file, 1, 1));

    // Other services of a Compose file or a manifest are not part of the engine's launch; other commands of its script are.
    private static void NameLeftOut(IBaselineFormat format, EngineMatch match, LaunchCandidate[] candidates, Diagnostics diagnostics)
    {
        if (match.Prefix.Length > 0)
            diagnostics.Warning(match.Candidate.Position, $"`{match.Prefix}` in front of the engine is left out: a trial does not have it.");
        if (format is not ShellBaseline)
            return;
        foreach (var other in candidates.Where(other => other.Name != match.Candidate.Name))
            diagnostics.Warning(other.Position, $"{other.Name} is left out: it does not start an engine.");
    }

    /// <summary>Which GPUs it sees is the lease's to say.</summary>
    private static LaunchCommand WithoutDevices(LaunchCandidate candidate, Diagnostics diagnostics)
    {
        var command = candidate.Command;
        foreach (var name in Hardware.GpuVisibility.Names.Where(command.Environment.ContainsKey))
            diagnostics.Warning(candidate.Position, $"`{name}={command.Environment[name]}` is left out: a trial has the GPUs that it leases.");
        return command with { Environment = command.Environment.RemoveRange(Hardware.GpuVisibility.Names) };
    }

    private static Baseline WithoutSecrets(Baseline baseline, Diagnostics diagnostics)
    {
        var command = baseline.Command;
        var secrets = command.Environment.Keys.Where(SecretNames.IsVariable).ToArray();
        foreach (var name in secrets)
            diagnostics.Warning(baseline.Position, $"The value of `{name}` is not kept: the engine gets it from the environment.");
        var kept = Enumerable.Range(0, command.Arguments.Length).Where(i => !IsSecret(command.Arguments, i)).ToArray();
        foreach (var i in Enumerable.Range(0, command.Arguments.Length).Except(kept).Where(i => SecretFlags.IsFlag(command.Arguments[i].Split('=')[0])))
            diagnostics.Warning(baseline.ArgumentPositions[i], $"`{command.Arguments[i].Split('=')[0]}` and its value are left out: secrets are not kept.");
        return baseline with
        {
            Command = command with
            {
                Arguments = [.. kept.Select(i => command.Arguments[i])],
                Environment = command.Environment.RemoveRange(secrets),
                PassedEnvironment = command.PassedEnvironment.Union(secrets),
            },
            ArgumentPositions = [.. kept.Select(i => baseline.ArgumentPositions[i])],
        };
    }

    private static bool IsSecret(ImmutableArray<string> arguments, int i) =>
        SecretFlags.IsFlag(arguments[i].Split('=')[0]) || (i > 0 && SecretFlags.IsFlag(arguments[i - 1]));
}
