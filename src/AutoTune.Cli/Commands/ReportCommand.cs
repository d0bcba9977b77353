using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Reports;

namespace AutoTune.Cli.Commands;

internal static class ReportCommand
{
    public static Command Create()
    {
        var (study, results, json) = (SharedOptions.Study(), SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("report", "Write a study's report again: report.html and report.json in its folder.") { study, results, json };
        command.SetAction(async (parsed, ct) =>
        {
            var folder = StudyFolder.Existing(parsed.GetValue(results)!, parsed.GetValue(study)!);
            var opened = await OpenedStudy.ReadAsync(folder, ct);
            var report = StudyResults.Report(opened, StudyLock.IsHeld(folder));
            ReportWriter.Write(report, folder.Root);
            Console.Out.WriteLine(parsed.GetValue(json) ? await File.ReadAllTextAsync(folder.ReportJson, ct) : folder.ReportHtml);
            return ExitCodes.Done;
        });
        return command;
    }
}
