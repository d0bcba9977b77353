using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Display;
using AutoTune.Reports;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class ReportCommand
{
    public static Command Create()
    {
        var slo = new Option<string?>("--slo") { Description = "Judge the study again under these limits, from the stamps of its requests; nothing runs. Such as ttft=300ms,tpot=30ms,attainment=95%.", HelpName = "LIMITS" };
        var (study, results, json) = (SharedOptions.Study(), SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("report", "Write a study's report again: report.html and report.json in its folder.") { study, slo, results, json };
        command.SetAction(async (parsed, ct) =>
        {
            var folder = StudyFolder.Existing(parsed.GetValue(results)!, parsed.GetValue(study)!);
            return parsed.GetValue(slo) is { } limits
                ? await RejudgeAsync(folder, LimitsOf(limits), parsed.GetValue(json), ct)
                : await WriteAsync(await OpenedStudy.ReadAsync(folder, ct), folder.Root, parsed.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<int> RejudgeAsync(StudyFolder folder, Slo slo, bool json, CancellationToken ct)
    {
        var opened = await OpenedStudy.RejudgedAsync(folder, slo, ct);
        StatusText.Write(Console.Error, opened.Status(), opened);
        return await WriteAsync(opened, folder.JudgedUnder(slo), json, ct);
    }

    private static async Task<int> WriteAsync(OpenedStudy opened, string into, bool json, CancellationToken ct)
    {
        ReportWriter.Write(StudyResults.Report(opened, StudyLock.IsHeld(opened.Folder)), into);
        Console.Out.WriteLine(json ? await File.ReadAllTextAsync(Path.Combine(into, ReportWriter.JsonFile), ct) : Path.Combine(into, ReportWriter.PageFile));
        return ExitCodes.Done;
    }

    private static Slo LimitsOf(string text)
    {
        var diagnostics = new Diagnostics();
        var slo = SloText.Read(text, "--slo", diagnostics);
        if (!slo.HasLimits)
            diagnostics.Error(null, "--slo needs at least one limit: ttft, tpot or e2e");
        diagnostics.ThrowIfErrors();
        return slo;
    }
}
