using AutoTune.Cli.Composition;
using AutoTune.Cli.Json;

namespace AutoTune.Cli.Display;

/// <summary>A study's standing for people.</summary>
internal static class StatusText
{
    public static void Write(TextWriter output, StatusDocument status, OpenedStudy opened)
    {
        var counts = status.Trials;
        output.WriteLine($"{status.Study}: {status.State}{(opened.History.Verdict is { } verdict ? $", {Sentence(verdict)}" : opened.History.Interrupted is { } why ? $" ({why})" : "")}");
        output.WriteLine($"  trials    {counts.Asked} asked, {counts.Completed} completed, {counts.Pruned} stopped early, {counts.Failed} failed, {counts.NotMeasured} not measured");
        WriteTrial(output, "baseline", status.Baseline, opened);
        WriteTrial(output, "winner", status.Winner, opened);
        if (status.Promise is { } promise)
            output.WriteLine($"  promise   {promise.Sentence}");
        output.WriteLine($"  time      {status.ElapsedSeconds:0} s, {status.EngineSeconds:0} s of it with an engine running");
        if (File.Exists(opened.Folder.ReportHtml))
            output.WriteLine($"  report    {opened.Folder.ReportHtml}");
        if (opened.History.Verdict?.Winner is not null && Directory.Exists(opened.Folder.Export))
            output.WriteLine($"  export    {opened.Folder.Export}");
    }

    private static string Sentence(Trials.StudyVerdict verdict) => verdict.Kind switch
    {
        Trials.VerdictKind.Replaced => $"trial {verdict.Winner} replaces the baseline: {verdict.Why}",
        Trials.VerdictKind.Kept => $"baseline kept: {verdict.Why}",
        Trials.VerdictKind.Infeasible => $"no configuration meets the limits: {verdict.Why}",
        _ => verdict.Why,
    };

    private static void WriteTrial(TextWriter output, string label, TrialDocument? trial, OpenedStudy opened)
    {
        if (trial is null)
            return;
        var objective = opened.Checked.Plan.Finals.Objective.Metric;
        var figure = trial.Metrics.TryGetValue(objective, out var value)
            ? value.Low == value.High ? $"{objective} {value.Value:0.###}" : $"{objective} {value.Value:0.00} [{value.Low:0.00} to {value.High:0.00}], {value.Launches} {(value.Launches == 1 ? "launch" : "launches")}"
            : "not measured";
        output.WriteLine($"  {label,-9} trial {trial.Trial}: {figure}: {new StudyLines(opened.Checked.Plan.Space, opened.Checked.Plan.Finals.Objective).Settings(trial.Config)}");
    }
}
