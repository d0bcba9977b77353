using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Turns <c>docker run [options] image [arguments]</c> into the launch inside it.</summary>
internal sealed class DockerRunReader(LaunchCandidate source, Diagnostics diagnostics)
{
    private LaunchCommand _command = new() { Arguments = [] };
    private int _next;

    public static bool Fits(LaunchCandidate candidate) => RunIndex(candidate.Command) >= 0;

    public LaunchCandidate Read()
    {
        var arguments = source.Command.Arguments;
        _command = _command with { WorkingDirectory = null };
        _next = RunIndex(source.Command) + 1;
        while (_next < arguments.Length && arguments[_next].Length > 1 && arguments[_next][0] == '-')
            Option(arguments[_next++]);
        if (_next >= arguments.Length)
            throw new InvalidInputException("cannot be read back: `docker run` names no image.", source.Position);
        var image = _next;
        var command = _command with { Image = arguments[image], Arguments = arguments[(image + 1)..] };
        return new LaunchCandidate($"docker run {arguments[image]}", source.Position, command, source.ArgumentPositions[(image + 1)..]);
    }

    // `docker run`, `docker container run`, `exec sudo -E docker run`.
    private static int RunIndex(LaunchCommand command)
    {
        var tokens = command.Tokens;
        var docker = tokens.TakeWhile(token => token is "exec" or "sudo" or "nohup" or "command" || token.StartsWith('-')).Count();
        if (docker == tokens.Length || Path.GetFileName(tokens[docker]) is not ("docker" or "podman" or "nerdctl"))
            return -1;
        var run = docker + 1 < tokens.Length && tokens[docker + 1] == "container" ? docker + 2 : docker + 1;
        // As an index into the arguments, in front of which the program stands.
        return run < tokens.Length && tokens[run] == "run" ? run - 1 : -1;
    }

    private void Option(string argument)
    {
        if (argument.StartsWith("--", StringComparison.Ordinal))
            Long(argument);
        else
            ShortCluster(argument);
    }

    private void Long(string argument)
    {
        var equals = argument.IndexOf('=');
        var name = equals < 0 ? argument : argument[..equals];
        if (DockerRunOptions.IsFlag(name))
            return;
        if (!DockerRunOptions.TakesValue(name))
            throw new InvalidInputException($"cannot be read back: `{name}` is no option of docker run that AutoTune knows.", PositionBefore());
        Apply(name, equals < 0 ? Value(name) : argument[(equals + 1)..]);
    }

    // `-it`, `-p8080:80`, `-e A=b`: flags up to the first that takes a value.
    private void ShortCluster(string argument)
    {
        for (var i = 1; i < argument.Length; i++)
        {
            var name = DockerRunOptions.LongName(argument[i])
                ?? throw new InvalidInputException($"cannot be read back: `-{argument[i]}` is no option of docker run that AutoTune knows.", PositionBefore());
            if (DockerRunOptions.IsFlag(name))
                continue;
            Apply(name, i + 1 < argument.Length ? argument[(i + 1)..].TrimStart('=') : Value(name));
            return;
        }
    }

    private string Value(string name) => _next < source.Command.Arguments.Length
        ? source.Command.Arguments[_next++]
        : throw new InvalidInputException($"cannot be read back: `{name}` lacks its value.", source.Position);

    private SourcePosition PositionBefore() => source.ArgumentPositions[_next - 1];

    private void Apply(string name, string value)
    {
        switch (name)
        {
            case "--env":
                _command = Environment(value);
                break;
            case "--entrypoint":
                _command = _command with { Program = value };
                break;
            case "--gpus":
                _command = _command with { Gpus = GpuRequest.Parse(value) };
                break;
            case "--publish":
                _command = _command with { Port = PublishedPort.Parse(value) ?? _command.Port };
                break;
            case "--volume" or "--mount":
                AddMount(name == "--volume" ? MountText.FromShort(value) : MountText.FromPairs(value), value);
                break;
            case "--workdir":
                _command = _command with { WorkingDirectory = value };
                break;
            default:
                if (DockerRunOptions.IsLeftOut(name))
                    diagnostics.Warning(PositionBefore(), $"docker's `{name} {value}` is left out: a trial does not have it.");
                break;
        }
    }

    private LaunchCommand Environment(string value)
    {
        var equals = value.IndexOf('=');
        if (equals >= 0)
            return _command with { Environment = _command.Environment.SetItem(value[..equals], value[(equals + 1)..]) };
        // The value is the caller's: the script's own where it has exported one.
        return source.Command.Environment.TryGetValue(value, out var exported)
            ? _command with { Environment = _command.Environment.SetItem(value, exported) }
            : _command with { PassedEnvironment = _command.PassedEnvironment.Add(value) };
    }

    private void AddMount(Mount? mount, string text)
    {
        if (mount is null)
            diagnostics.Warning(PositionBefore(), $"The mount `{text}` is left out: it names no folder of this machine.");
        else
            _command = _command with { Mounts = _command.Mounts.Add(mount) };
    }
}
