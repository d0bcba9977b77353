using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;

namespace AutoTune.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var (study, results, json) = (SharedOptions.Study(), SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("status", "Show where a study stands.") { study, results, json };
        command.SetAction(async (parsed, ct) =>
        {
            var opened = await OpenedStudy.ReadAsync(StudyFolder.Existing(parsed.GetValue(results)!, parsed.GetValue(study)!), ct);
            var status = opened.Status();
            if (parsed.GetValue(json))
                CliJson.Print(status);
            else
                StatusText.Write(Console.Out, status, opened);
            return ExitCodes.Done;
        });
        return command;
    }
}
