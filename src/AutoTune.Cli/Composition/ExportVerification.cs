using AutoTune.Cli.Display;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Finals;
using AutoTune.Launching;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Runs the shell export as it is and measures it at the rate that it promises.</summary>
internal static class ExportVerification
{
    /// <summary>Above every launch of a study, so that its streams are fresh; each verification takes the next.</summary>
    private const int FirstLaunch = 1000;

    public static async Task<int> RunAsync(OpenedStudy opened, int trial, string script, CancellationToken ct)
    {
        var served = (EvaluationMode.Served)opened.Checked.Study.Evaluation;
        var rate = RatedCapacity.Of(opened.Checked.Plan.Finals, opened.History, trial)
            ?? throw new InvalidInputException($"trial {trial} has no rated capacity: no rate was found that holds the SLO");
        var confirmation = opened.Checked.Plan.Finals.Confirmation!;
        var folder = Path.Combine(opened.Folder.Root, "verify");
        Directory.CreateDirectory(Path.Combine(folder, "stamps"));
        using var parts = ServedParts.Create(LaunchGround.OfProcesses(new ErrorLines(), TimeProvider.System), served, opened.Checked.Study.Seed, folder, StudyPaths.FolderOf(opened.Checked.Study.SourceFile), new Dictionary<string, ServedEngine>(), new ErrorLines(), TimeProvider.System);
        var request = new TrialRequest
        {
            Study = opened.Folder.Study,
            Trial = trial,
            Launch = FirstLaunch + Directory.EnumerateFiles(Path.Combine(folder, "stamps")).Count(),
            Config = opened.History.Trials[trial].Config,
            Resources = opened.Resources.Of(opened.History.Trials[trial].Config),
            Goal = new Goal.MeasureAt([rate], confirmation.WindowAt(rate)),
            Seed = opened.Checked.Study.Seed,
        };
        await Console.Error.WriteLineAsync($"running {script} and measuring it at {rate:0.00} req/s".AsMemory(), ct);
        var engine = opened.Checked.Engines.First(engine => engine.Name == request.Config.Engine);
        var journal = new LastProbe();
        var outcome = await new ServedScript(parts.Setup, engine, ServedComposition.SecretsOf(served)).MeasureAsync(Path.GetFullPath(script), request, journal, new ErrorLines(), ct);
        return Judge(outcome, journal.Probe, rate, confirmation.Attainment);
    }

    private static int Judge(TrialOutcome outcome, ProbeSummary? probe, double rate, double target)
    {
        if (outcome is not TrialOutcome.Completed || probe is null)
            throw new StudyStoppedException(outcome is TrialOutcome.Failed failed ? $"the export did not serve: {failed.Failure.Name}: {failed.Evidence}" : $"it could not be measured: {(outcome as TrialOutcome.NotMeasured)?.Why}", "Try again on a quiet machine; the log is in the study's folder under verify/logs.");
        var held = probe.Attainment >= target;
        Console.Out.WriteLine($"{(held ? "held" : "not held")}: {probe.Attainment * 100:0.0} % of {probe.Requests} requests within the SLO at {rate:0.00} req/s (target {target * 100:0.##} %)");
        return held ? ExitCodes.Done : ExitCodes.Infeasible;
    }

    private sealed class LastProbe : ITrialJournal
    {
        public ProbeSummary? Probe { get; private set; }

        public Task RecordAsync(LaunchEvent seen, CancellationToken ct)
        {
            if (seen is LaunchEvent.Probed { Probe: { WhyInvalid: null } probe })
                Probe = probe;
            return Task.CompletedTask;
        }
    }
}
