using System.Net;
using AutoTune.Engines;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.MockEngine.Fakes;

/// <summary>Stands in for an engine's program, for tests of everything around it: the command line is read strictly, what does not fit is refused in the engine's own words, and latencies follow the roofline of the GPU that was asked for.</summary>
internal static class FakeEngine
{
    /// <param name="name">Of the engine's file.</param>
    /// <param name="words">All words behind the program.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string name, IReadOnlyList<string> words, Action wait)
    {
        var settings = FakeSettings.Read();
        var engine = FakeStart.Load(name, settings);
        var version = $"version 0 ({StudyFacts.FakeMark} of {engine.Title})";
        if (words.SequenceEqual(engine.HelpQuestion))
            Console.Out.Write($"{version}\n{FakeFlags.Help(engine, settings.Flags)}");    // some engines tell their version here alone
        else if (words.SequenceEqual(engine.VersionQuestion))
            Console.Out.WriteLine(version);
        else
            return Serve(name, [.. Behind(engine, words)], settings, wait);
        return 0;
    }

    private static int Serve(string name, IReadOnlyList<string> words, FakeSettings settings, Action wait)
    {
        Console.Out.WriteLine(FakeLogs.Banner);
        FakeStart start;
        try
        {
            start = FakeStart.Of(name, words, settings);
        }
        catch (Exception problem) when (problem is InvalidInputException or IOException)
        {
            Console.Error.WriteLine($"error: {problem.Message}");
            return 2;
        }
        if (start.Refusals.Count > 0)
        {
            foreach (var refusal in start.Refusals)
                Console.Error.WriteLine(refusal);
            return 2;
        }
        if (start.Slack < 0)
        {
            Console.Error.WriteLine(FakeLogs.NoRoom(name));
            return 1;
        }
        Console.Out.WriteLine(FakeLogs.Cache(name, start.KvTokens));
        using var server = new MockServer(IPAddress.Parse(start.Host), start.Port, loops: 1, new Behaviour(), new FakeScheduler(start));
        server.Start();
        Console.Out.WriteLine($"listening on http://{server.Address}");
        wait();
        return 0;
    }

    /// <summary>Without what stands before the model: <c>-m sglang.launch_server</c>.</summary>
    private static IEnumerable<string> Behind(EngineDefinition engine, IReadOnlyList<string> words)
    {
        var head = engine.CommandHead.Skip(1).ToArray();
        return words.Take(head.Length).SequenceEqual(head) ? words.Skip(head.Length) : words;
    }
}
