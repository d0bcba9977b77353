using AutoTune.Load;
using AutoTune.Load.Traces;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>Reads <c>workload:</c>.</summary>
internal static class WorkloadReader
{
    private const string Processes = "poisson, constant, replay (of a trace), or {gamma: BURSTINESS}";

    public static Workload Read(MappingReader map, string file)
    {
        var workload = map.RequiredMapping("workload");
        var read = TraceOf(workload, file) is { } trace ? Workload.Of(trace) : Drawn(workload, file);
        read = read with { Arrivals = ArrivalsOf(workload, read.Arrivals) };
        workload.Finish();
        return read;
    }

    private static Workload Drawn(MappingReader workload, string file) => new()
    {
        Input = LengthReader.Read(workload.Required("input"), "input", workload.Diagnostics, file),
        Output = LengthReader.Read(workload.Required("output"), "output", workload.Diagnostics, file),
        Prefix = PrefixOf(workload),
        Conversation = ConversationOf(workload, file),
    };

    /// <summary><c>turns: 4</c>, <c>follow_up: 40</c>, <c>think: 5s</c>.</summary>
    private static Conversation? ConversationOf(MappingReader workload, string file)
    {
        if (workload.Optional("turns") is not { } turns)
        {
            foreach (var key in new[] { "follow_up", "think" }.Where(workload.Has))
                workload.Error(key, $"'{key}' belongs to conversations, which need 'turns'");
            return null;
        }
        var read = new Conversation(
            LengthReader.Read(turns, "turns", workload.Diagnostics, file, "requests"),
            LengthReader.Read(workload.Required("follow_up"), "follow_up", workload.Diagnostics, file),
            workload.OptionalDuration("think") ?? Conversation.UsualThink);
        if (read.Think < Conversation.LeastThink)
            workload.Error("think", $"'think' is at least {Conversation.LeastThink.TotalMilliseconds:0} ms");
        return read;
    }

    /// <summary><c>trace: {file: …, time_unit: ms}</c> or <c>sharegpt: {file: …}</c>.</summary>
    private static Trace? TraceOf(MappingReader workload, string file)
    {
        var key = workload.Has("sharegpt") ? "sharegpt" : "trace";
        if (workload.OptionalMapping(key) is not { } map)
            return null;
        var path = StudyPaths.Resolve(map.RequiredText("file"), file);
        var unit = key == "trace" ? map.OptionalWord("time_unit", "s", "ms", "us") : null;
        map.Finish();
        foreach (var drawn in new[] { "input", "output", "prefix", "turns", "follow_up", "think" }.Where(workload.Has))
            workload.Error(drawn, $"'{drawn}' comes from the '{key}'");
        if (map.IsPlaceholder || !map.Has("file"))
            return null;
        try
        {
            return key == "sharegpt" ? ShareGptReader.Read(path) : TraceReader.Read(path, unit switch { "s" => 1, "ms" => 1e-3, "us" => 1e-6, _ => null });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            map.Error("file", problem.Message);
            return OneRequest;
        }
    }

    /// <summary>Stands for a trace that was refused, so that no second error follows from it.</summary>
    private static Trace OneRequest { get; } = new([new(0, 1, 1, [])], "");

    private static ArrivalProcess ArrivalsOf(MappingReader workload, ArrivalProcess natural)
    {
        switch (workload.Optional("arrivals"))
        {
            case null:
                return natural;
            case YamlValue.Scalar { Text: "poisson" }:
                return new ArrivalProcess.Poisson();
            case YamlValue.Scalar { Text: "constant" }:
                return new ArrivalProcess.Constant();
            case YamlValue.Scalar { Text: "replay" } when natural is ArrivalProcess.Replay:
                return natural;
            case YamlValue.Scalar { Text: "replay" }:
                workload.Error("arrivals", "'replay' needs a 'trace' with arrival times");
                return natural;
            case YamlValue.Mapping when workload.OptionalMapping("arrivals") is { } map:
                var burstiness = map.RequiredReal("gamma", min: 0.01, max: 100);
                map.Finish();
                return new ArrivalProcess.Gamma(burstiness);
            default:
                workload.Error("arrivals", $"'arrivals' must be {Processes}");
                return natural;
        }
    }

    private static SharedPrefix? PrefixOf(MappingReader workload)
    {
        if (workload.OptionalMapping("prefix") is not { } map)
            return null;
        var read = new SharedPrefix(
            (int)map.RequiredInteger("groups", min: 1, max: 1_000_000),
            (int)map.RequiredInteger("tokens", min: 1, max: 10_000_000),
            map.OptionalReal("zipf", min: 0, max: 10) ?? 0);
        map.Finish();
        return read;
    }
}
