using AutoTune.Preflight;
using AutoTune.Reports;
using AutoTune.Reports.Building;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>What lies in a study's folder: the report at any time, the winner's exports at its end.</summary>
internal static class StudyResults
{
    public static async Task WriteAsync(CheckedStudy ready, StudyFolder folder, StudyHistory history, CancellationToken ct)
    {
        var opened = new OpenedStudy(folder, ready, history);
        ReportWriter.Write(Report(opened, running: false), folder.Root);
        if (history.Verdict?.Winner is not null && ready.Study.Evaluation is EvaluationMode.Served)
            foreach (var skipped in await ExportFiles.WriteAllAsync(TrialExport.Document(opened, trial: null), folder.Export, ct))
                await Console.Error.WriteLineAsync($"note: {skipped}".AsMemory(), ct);
    }

    /// <param name="running">Somebody works on it now.</param>
    public static StudyReport Report(OpenedStudy opened, bool running) => StudyReportBuilder.Build(new ReportSource
    {
        Plan = opened.Checked.Plan,
        History = opened.History,
        State = opened.Status() switch
        {
            _ when running => StudyState.Running,
            { State: "finished" } => StudyState.Finished,
            { State: "running" } => StudyState.Running,
            { State: "failed" } => StudyState.Failed,
            _ => StudyState.Interrupted,
        },
        GeneratedAt = TimeProvider.System.GetUtcNow(),
        Version = ProductVersion.Text,
        Engines = opened.Checked.Engines,
        NextSteps = NextSteps(opened),
        MadeFor = opened.MadeFor,
    });

    private static IReadOnlyList<NextStep> NextSteps(OpenedStudy opened)
    {
        var name = opened.Folder.Study;
        var served = opened.Checked.Study.Evaluation is EvaluationMode.Served;
        return opened.History.Verdict switch
        {
            not null when opened.MadeFor is not null => [new("Tune for these limits", $"autotune tune {name}.yaml --name {name}-2   # with the new 'slo' in it")],
            null => [new("Go on with the study", $"autotune resume {name}")],
            { Kind: Trials.VerdictKind.Infeasible } => [new("Relax the limit that binds, or allow more (precision, hardware), and tune again under another name", $"autotune tune {name}.yaml --name {name}-2")],
            { Kind: Trials.VerdictKind.Unmeasured } => [new("Give it more time, or shorter probes, and tune again under another name", $"autotune tune {name}.yaml --name {name}-2")],
            _ when !served => [new("See the winning settings", $"autotune status {name} --json")],
            _ =>
            [
                new("Write the launch command again, in the format that you deploy with", $"autotune export {name} --format shell"),
                new("Run it as it is and measure it at its rated capacity", $"autotune export {name} --format shell --verify"),
            ],
        };
    }
}
