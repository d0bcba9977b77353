using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Metrics;
using AutoTune.Preflight;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>The same configuration again and again: how much its capacity differs from launch to launch on this machine, and what a study can tell apart then.</summary>
internal static class NoiseTest
{
    private static readonly double[] Differences = [0.02, 0.05, 0.10, 0.20];

    /// <param name="launches">At least 3.</param>
    public static async Task<int> RunAsync(string study, int launches, string results, bool json, CancellationToken ct)
    {
        var ready = StudyLoader.Load(study, new() { Name = "doctor-noise" });
        if (ready.Study.Evaluation is not EvaluationMode.Served)
            throw new InvalidInputException("--noise is for studies that launch an engine; this one runs a command");
        var folder = new StudyFolder(results, ready.Study.Name);
        folder.Create();
        using var held = StudyLock.Take(folder);
        await using var evaluation = await StudyEvaluation.ComposeAsync(ready, folder, new ErrorLines(), TimeProvider.System, ct);
        var measured = await MeasureAsync(evaluation, ready, launches, ct);
        var document = NoiseDocument.Of(measured, Differences);
        if (json)
            CliJson.Print(document);
        else
            NoiseText.Write(Console.Out, document);
        return ExitCodes.Done;
    }

    private static async Task<IReadOnlyList<(double Capacity, double Seconds)>> MeasureAsync(StudyEvaluation evaluation, CheckedStudy ready, int launches, CancellationToken ct)
    {
        var plan = evaluation.Plan;
        var config = plan.Baseline ?? plan.Space.Branches[0].VendorDefault();
        var measured = new List<(double, double)>();
        for (var launch = 1; launch <= launches; launch++)
        {
            await Console.Error.WriteLineAsync($"launch {launch} of {launches}".AsMemory(), ct);
            var request = new TrialRequest
            {
                Study = ready.Study.Name,
                Trial = 0,
                Launch = launch,
                Config = config,
                Resources = evaluation.Resources(config, LaunchPurpose.Comparison),
                Goal = new Goal.FindCapacity(plan.Finals.Tolerance, measured.Count > 0 ? measured.Average(one => one.Item1) : null, StartIsOwn: true),
                Seed = ready.Study.Seed,
            };
            var begun = TimeProvider.System.GetTimestamp();
            var outcome = await evaluation.Evaluator.EvaluateAsync(request, new ProbeLines(), new ErrorLines(), ct);
            if (outcome is not TrialOutcome.Completed { Measurement: var measurement } || measurement.Metrics[MetricNames.Capacity].Value <= 0)
                throw new StudyStoppedException($"launch {launch} found no capacity: {Why(outcome)}", "Try again on a quiet machine, or with limits that the baseline holds.");
            measured.Add((measurement.Metrics[MetricNames.Capacity].Value, TimeProvider.System.GetElapsedTime(begun).TotalSeconds));
        }
        return measured;
    }

    private static string Why(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.NotMeasured not => not.Why,
        TrialOutcome.Failed failed => $"{failed.Failure.Name}: {failed.Evidence}",
        _ => "a single stream misses the SLO",
    };

    private sealed class ProbeLines : ITrialJournal
    {
        public async Task RecordAsync(LaunchEvent seen, CancellationToken ct)
        {
            if (seen is LaunchEvent.Probed probed)
                await Console.Error.WriteLineAsync($"  {StudyLines.Probe(probed.Probe)}".AsMemory(), ct);
        }
    }
}
