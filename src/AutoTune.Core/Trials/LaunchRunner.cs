using AutoTune.Hardware;
using AutoTune.SearchSpaces;

namespace AutoTune.Trials;

/// <summary>Runs one launch of a trial and records all of it.</summary>
/// <param name="resources">What a launch of a configuration for this purpose takes.</param>
public sealed class LaunchRunner(StudyRecorder recorder, ITrialEvaluator evaluator, BudgetClock budget, Func<ServingConfig, LaunchPurpose, ResourceRequest> resources, ulong studySeed, TimeProvider clock, IProgress<TrialProgress> display)
{
    private const ulong SeedMask = (1UL << 53) - 1;

    /// <returns>The outcome, recorded; the budget's end records <see cref="TrialOutcome.NotMeasured"/>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/>, the user's own: nothing is recorded, the launch is run again on resume.</exception>
    public async Task<TrialOutcome> RunAsync(int trial, LaunchPurpose purpose, Goal goal, TimeSpan reserve, CancellationToken ct)
    {
        var history = recorder.History.Trials[trial];
        var launch = history.NextLaunch;
        var request = new TrialRequest
        {
            Study = recorder.Study,
            Trial = trial,
            Launch = launch,
            Config = history.Config,
            Resources = resources(history.Config, purpose),
            Goal = goal,
            Seed = SeedOf(trial, launch),
        };
        budget.LaunchBegins();
        await recorder.RecordAsync(new StudyEvent.LaunchBegun(trial, launch, purpose, goal) { At = recorder.Now }, ct);
        var begun = clock.GetTimestamp();
        var outcome = await EvaluateAsync(request, reserve, ct);
        var ended = new StudyEvent.LaunchEnded(trial, launch, outcome, clock.GetElapsedTime(begun).TotalSeconds) { At = recorder.Now };
        await recorder.RecordAsync(ended, CancellationToken.None);
        return outcome;
    }

    private async Task<TrialOutcome> EvaluateAsync(TrialRequest request, TimeSpan reserve, CancellationToken ct)
    {
        using var inTime = budget.CancelAt(reserve, ct);
        var phase = new LastPhase(display);
        try
        {
            return await evaluator.EvaluateAsync(request, new Journal(recorder, request.Trial, request.Launch), phase, inTime.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && inTime.IsCancellationRequested)
        {
            return new TrialOutcome.NotMeasured(phase.Name is { } name ? $"the time budget ended at: {name}" : "the time budget ended");
        }
    }

    /// <summary>The launch's own seed: a function of study, trial and launch alone.</summary>
    private ulong SeedOf(int trial, int launch)
    {
        var mixed = studySeed * 0x9E3779B97F4A7C15UL + ((ulong)trial << 20) + (ulong)launch;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (mixed ^ (mixed >> 31)) & SeedMask;
    }

    /// <summary>Where a launch was when it was cut off.</summary>
    private sealed class LastPhase(IProgress<TrialProgress> display) : IProgress<TrialProgress>
    {
        public string? Name { get; private set; }

        public void Report(TrialProgress value)
        {
            Name = value.Phase;
            display.Report(value);
        }
    }

    private sealed class Journal(StudyRecorder recorder, int trial, int launch) : ITrialJournal
    {
        public Task RecordAsync(LaunchEvent seen, CancellationToken ct) =>
            recorder.RecordAsync(new StudyEvent.LaunchSaw(trial, launch, seen) { At = recorder.Now }, ct);
    }
}
