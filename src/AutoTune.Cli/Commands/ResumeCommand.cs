using System.CommandLine;
using AutoTune.Cli.Composition;

namespace AutoTune.Cli.Commands;

internal static class ResumeCommand
{
    public static Command Create()
    {
        var (study, results, json) = (SharedOptions.Study(), SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("resume", "Go on with a study that was interrupted.") { study, results, json };
        command.SetAction((parsed, ct) =>
            StudyRun.ResumeAsync(StudyFolder.Existing(parsed.GetValue(results)!, parsed.GetValue(study)!), parsed.GetValue(json), ct));
        return command;
    }
}
