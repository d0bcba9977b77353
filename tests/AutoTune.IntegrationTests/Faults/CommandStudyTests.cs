using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Faults;

[Collection(FaultStudy.OneAtATime)]
public sealed class CommandStudyTests
{
    private const int Trials = 24;

    /// <summary>Reads the question with sed, answers x·y: a program as short as users write.</summary>
    private const string Evaluator =
        """
        #!/bin/sh
        read question
        x=$(printf %s "$question" | sed 's/.*"x":\([0-9]*\).*/\1/')
        y=$(printf %s "$question" | sed 's/.*"y":\([0-9]*\).*/\1/')
        sleep 0.05
        echo "{\"metrics\": {\"capacity\": $((x * y + 1)), \"latency\": $((x + 1))}}"
        """;

    [Fact]
    public async Task A_resumed_study_proposes_exactly_what_an_unbroken_one_does()
    {
        using var whole = Write();
        var unbroken = await whole.TuneAsync();
        Assert.True(unbroken.ExitCode == 0, unbroken.Output + unbroken.Errors);

        using var broken = Write();
        foreach (var trials in new[] { 3, 9, 17 })
        {
            using var running = broken.StartTune();
            await broken.WaitAsync(events => events.OfType<StudyEvent.LaunchEnded>().Count() >= trials);
            running.Kill();
            await running.EndAsync();
        }

        var resumed = await broken.ResumeAsync();
        Assert.True(resumed.ExitCode == 0, resumed.Output + resumed.Errors);
        var proposed = await ProposedAsync(whole);
        Assert.Equal(Trials, proposed.Count);
        Assert.Equal(proposed, await ProposedAsync(broken));
    }

    [Fact]
    public async Task An_answer_without_the_objectives_metric_stops_the_study_and_names_what_it_has()
    {
        using var study = Write(Evaluator.Replace("capacity", "throughput", StringComparison.Ordinal));
        var stopped = await study.TuneAsync();
        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("the command's answer has no metric 'capacity'; it has throughput, latency", stopped.Errors, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> ProposedAsync(FaultStudy study) =>
        [.. (await study.EventsAsync()).OfType<StudyEvent.TrialAsked>().Select(asked => $"{asked.Trial} {asked.Config.Key} {asked.Origin.Kind}")];

    private static FaultStudy Write(string evaluator = Evaluator)
    {
        var study = FaultStudy.Empty();
        var program = Path.Combine(study.Folder, "evaluate.sh");
        File.WriteAllText(program, evaluator);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(study.Folder, "space.yaml"), "parameters:\n  x: {type: integer, range: [0, 60], default: 3}\n  y: {type: integer, range: [0, 60], default: 4}\n");
        File.WriteAllText(study.File, $$"""
            study: faults
            command: [./evaluate.sh]
            space: ./space.yaml
            objectives: [{maximize: capacity}, {minimize: latency}]
            budget: {trials: {{Trials}}}
            seed: 5
            """);
        return study;
    }
}
