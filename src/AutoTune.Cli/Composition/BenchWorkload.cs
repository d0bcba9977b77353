using AutoTune.Load;
using AutoTune.Load.Traces;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>What a <c>bench</c> sends, from what was typed.</summary>
internal static class BenchWorkload
{
    private const int DefaultInput = 256;
    private const int DefaultOutput = 128;
    private const int MostTokens = 10_000_000;
    private const int MostTurns = 1000;

    public static Workload Of(BenchOptions options, Diagnostics wrong)
    {
        var workload = TraceOf(options, wrong) is { } trace ? Workload.Of(trace) : Drawn(options, wrong);
        return workload with { Arrivals = ArrivalsOf(options.Arrivals, workload.Arrivals, wrong) };
    }

    private static Workload Drawn(BenchOptions options, Diagnostics wrong)
    {
        var (input, output) = (options.Input ?? DefaultInput, options.Output ?? DefaultOutput);
        if (input > MostTokens || output > MostTokens)
            wrong.Error(null, $"--input and --output are at most {MostTokens} tokens");
        return new()
        {
            Input = new LengthDistribution.Fixed(input),
            Output = new LengthDistribution.Fixed(output),
            Prefix = PrefixOf(options.Prefix, wrong),
            Conversation = ConversationOf(options, input, wrong),
        };
    }

    private static Trace? TraceOf(BenchOptions options, Diagnostics wrong)
    {
        if (options.Trace is null && options.ShareGpt is null)
            return null;
        var (option, file) = options.Trace is { } path ? ("--trace", path) : ("--sharegpt", options.ShareGpt!);
        if (options.Trace is not null && options.ShareGpt is not null)
            wrong.Error(null, "--trace and --sharegpt are two sources of requests; give one");
        if (options.Input is not null || options.Output is not null || options.Prefix is not null || options.Turns is not null)
            wrong.Error(null, $"lengths and prefixes come from {option}: leave out --input, --output, --prefix and --turns");
        if (!File.Exists(file))
        {
            wrong.Error(null, $"{option}: there is no file {file}");
            return null;
        }
        try
        {
            return options.Trace is null ? ShareGptReader.Read(file) : TraceReader.Read(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            wrong.Error(null, problem.Message);
            return null;
        }
    }

    private static ArrivalProcess ArrivalsOf(string? text, ArrivalProcess natural, Diagnostics wrong)
    {
        switch (text?.Split(':', 2))
        {
            case null:
                return natural;
            case ["poisson"]:
                return new ArrivalProcess.Poisson();
            case ["constant"]:
                return new ArrivalProcess.Constant();
            case ["replay"] when natural is ArrivalProcess.Replay:
                return natural;
            case ["gamma", var shape] when YamlScalars.Real(shape) is >= 0.01 and <= 100 and var burstiness:
                return new ArrivalProcess.Gamma(burstiness);
            default:
                wrong.Error(null, $"--arrivals is poisson, constant, gamma:BURSTINESS (0.01 to 100; below 1 in bursts) or, of a trace with times, replay; not '{text}'");
                return natural;
        }
    }

    private static Conversation? ConversationOf(BenchOptions options, int input, Diagnostics wrong)
    {
        var think = options.Think is { } text ? YamlScalars.Duration(text) : Conversation.UsualThink;
        if (options.Think is not null && options.Turns is null)
            wrong.Error(null, "--think is between the turns of conversations: give --turns, too");
        if (think is null || think < Conversation.LeastThink)
            wrong.Error(null, $"--think is a time with its unit, from {Conversation.LeastThink.TotalMilliseconds:0}ms, not '{options.Think}'");
        if (options.Turns > MostTurns)
            wrong.Error(null, $"--turns is at most {MostTurns}");
        return options.Turns is { } turns && think is { } time ? new(new LengthDistribution.Fixed(turns), new LengthDistribution.Fixed(input), time) : null;
    }

    /// <summary><c>8x512</c>: eight beginnings of 512 tokens.</summary>
    private static SharedPrefix? PrefixOf(string? text, Diagnostics wrong)
    {
        if (text is null)
            return null;
        if (text.Split('x') is [var groups, var tokens] && YamlScalars.Integer(groups) is > 0 and <= 1_000_000 and var many && YamlScalars.Integer(tokens) is > 0 and <= MostTokens and var each)
            return new((int)many, (int)each, Zipf: 0);
        wrong.Error(null, $"--prefix is GROUPSxTOKENS, such as 8x512, not '{text}'");
        return null;
    }
}
