using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Exports;
using AutoTune.Preflight;
using AutoTune.Search;
using AutoTune.Storage;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Runs one study from its file, or from where it was, to its report and export.</summary>
internal sealed class StudyRun(CheckedStudy ready, StudyFolder folder, bool json)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    public static async Task<int> TuneAsync(string named, StudyOptions options, string results, bool json, CancellationToken ct)
    {
        var ready = StudyLoader.Load(named, options);
        var folder = new StudyFolder(results, ready.Study.Name);
        folder.Create();
        using var held = StudyLock.Take(folder);
        var origin = new StudyOrigin(StudyPaths.IsPath(named) ? Path.GetFullPath(named) : named, options);
        return await new StudyRun(ready, folder, json).RunAsync(origin, ct);
    }

    public static async Task<int> ResumeAsync(StudyFolder folder, bool json, CancellationToken ct)
    {
        var ready = StudyLoader.Reload(folder, new());
        using var held = StudyLock.Take(folder);
        return await new StudyRun(ready, folder, json).RunAsync(folder.ReadOrigin(), ct);
    }

    private async Task<int> RunAsync(StudyOrigin origin, CancellationToken ct)
    {
        await using var store = await SqliteTrialStore.OpenAsync(folder.Store, Clock, ct);
        var history = await StudyHistory.LoadAsync(store, folder.Study, ct);
        RefuseAnother(history);
        if (history.Verdict is not null && history.Sessions[^1].Started.Budget is var spent && !spent.OrderBy(one => one.Key).SequenceEqual(BudgetInWords(ready.Study.Budget).OrderBy(one => one.Key)))
            await Console.Error.WriteLineAsync($"note: {folder.Study} is finished, and another budget changes nothing about it: its finals are over. To search on, tune under another name: --name {folder.Study}-2".AsMemory(), ct);
        if (history.Verdict is null)
            await TuneAsync(store, history, origin, ct);
        if (history.Verdict is not null)
            await StudyResults.WriteAsync(ready, folder, history, ct);
        return Print(history);
    }

    private async Task TuneAsync(SqliteTrialStore store, StudyHistory history, StudyOrigin origin, CancellationToken ct)
    {
        await using var display = StudyDisplays.Create(ready, Clock);
        await using var evaluation = await StudyEvaluation.ComposeAsync(ready, folder, display.Preparing, Clock, ct);
        RefuseAnotherGpu(history, evaluation);
        RefuseOtherImages(history, evaluation);
        Keep(origin);
        var recorder = new StudyRecorder(store, folder.Study, history, Clock, display);
        var budget = new BudgetClock(ready.Study.Budget, history.ActiveTime, Clock);
        var launches = new LaunchRunner(recorder, evaluation.Evaluator, budget, evaluation.Resources, ready.Study.Seed, Clock, display);
        display.Begin(history, budget);
        await OpenAsync(recorder, evaluation, ct);
        try
        {
            await new Tuner(evaluation.Plan, StrategyCatalog.Find(ready.Study.Strategy), recorder, launches, budget).RunAsync(ct);
        }
        catch (Exception problem) when (problem is OperationCanceledException or StudyStoppedException or IOException)
        {
            await InterruptedAsync(recorder, problem);
            throw;
        }
    }

    private static async Task OpenAsync(StudyRecorder recorder, StudyEvaluation evaluation, CancellationToken ct)
    {
        if (recorder.History.Opened is null)
        {
            var study = evaluation.Plan.Study;
            await recorder.RecordAsync(
                new StudyEvent.StudyOpened(StudyIdentity.Of(study), study.SourceText, evaluation.Environment, evaluation.Warnings) { At = recorder.Now }, ct);
        }
        await recorder.RecordAsync(new StudyEvent.SessionStarted(ProductVersion.Text, BudgetInWords(evaluation.Plan.Budget)) { At = recorder.Now }, ct);
    }

    /// <summary>What was measured is kept and shown; how to go on is said.</summary>
    private async Task InterruptedAsync(StudyRecorder recorder, Exception problem)
    {
        var why = problem is OperationCanceledException ? "stopped by the user" : problem.Message;
        try
        {
            await recorder.RecordAsync(new StudyEvent.StudyInterrupted(why) { At = recorder.Now }, CancellationToken.None);
            await StudyResults.WriteAsync(ready, folder, recorder.History, CancellationToken.None);
        }
        catch (Exception unwritable) when (unwritable is StudyStoppedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"warning: {unwritable.Message}");
        }
        await Console.Error.WriteLineAsync($"{folder.Study} is kept after {recorder.History.Trials.Count} trials; go on with: autotune resume {folder.Study}{ResultsOption()}");
    }

    private int Print(StudyHistory history)
    {
        var opened = new OpenedStudy(folder, ready, history);
        if (json)
            CliJson.Print(opened.Status());
        else
            StatusText.Write(Console.Out, opened.Status(), opened);
        return history.Verdict?.Kind switch
        {
            VerdictKind.Infeasible => ExitCodes.Infeasible,
            VerdictKind.Unmeasured => ExitCodes.Unmeasured,
            _ => ExitCodes.Done,
        };
    }

    private static void RefuseAnotherGpu(StudyHistory history, StudyEvaluation evaluation)
    {
        if (history.Opened?.Environment.GetValueOrDefault(StudyFacts.Gpu) is { } before && evaluation.Environment.GetValueOrDefault(StudyFacts.Gpu) is { } now && now != before)
            throw new MachineLacksException($"the study began on {before}, and this machine has {now}: figures of both would be compared as if they were one's; go on where it began, or begin a new study with --name");
    }

    /// <summary>A tag that was pulled anew meanwhile is another engine: figures of both would be compared as if they were one's.</summary>
    private static void RefuseOtherImages(StudyHistory history, StudyEvaluation evaluation)
    {
        foreach (var (fact, before) in history.Opened?.Environment ?? new Dictionary<string, string>())
            if (fact.StartsWith(StudyFacts.EngineImagePrefix, StringComparison.Ordinal) && evaluation.Environment.GetValueOrDefault(fact) is { } now && now != before)
                throw new MachineLacksException($"the study began with the image {before} of {fact[StudyFacts.EngineImagePrefix.Length..]}, and its name now stands for {now}: docker pull {before}, and put the tag back on it; or begin a new study with --name");
    }

    private void RefuseAnother(StudyHistory history)
    {
        if (history.Opened is { } opened && opened.Identity != StudyIdentity.Of(ready.Study))
            throw new InvalidInputException($"{folder.Root} holds a different study of this name (it differs in {StudyIdentity.Difference(opened.StudyText, ready.Study)}); choose another with --name, or remove that folder's study with: autotune clean {folder.Study}{ResultsOption()}");
    }

    private void Keep(StudyOrigin origin)
    {
        File.WriteAllText(folder.StudyFile, ready.Study.SourceText);
        folder.WriteOrigin(origin);
    }

    private string ResultsOption() => folder.Results == Path.GetFullPath("results") ? "" : $" --results {PosixShell.Quote(folder.Results)}";

    private static Dictionary<string, string> BudgetInWords(Budget budget)
    {
        var words = new Dictionary<string, string>();
        if (budget.Time is { } time)
            words["seconds"] = time.TotalSeconds.ToString("0.###");
        if (budget.Trials is { } trials)
            words["trials"] = $"{trials}";
        return words;
    }
}
