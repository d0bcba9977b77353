using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class LogsCommand
{
    public static Command Create()
    {
        var (study, results) = (SharedOptions.Study(), SharedOptions.Results());
        var trial = SharedOptions.WholeArgument("TRIAL", "Number of the trial (default: the last).");
        var command = new Command("logs", "Print the log of a trial: what its engine, or a command study's program, said.") { study, trial, results };
        command.SetAction(async (parsed, ct) =>
        {
            var opened = await OpenedStudy.ReadAsync(StudyFolder.Existing(parsed.GetValue(results)!, parsed.GetValue(study)!), ct);
            await PrintAsync(opened, parsed.GetValue(trial) ?? opened.History.Trials.Count - 1, ct);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task PrintAsync(OpenedStudy opened, int trial, CancellationToken ct)
    {
        if (trial < 0 || trial >= opened.History.Trials.Count)
            throw new InvalidInputException($"the study '{opened.Folder.Study}' has no trial {trial}; it has {opened.History.Trials.Count}, from 0");
        var files = opened.History.Trials[trial].Launches
            .SelectMany(launch => launch.Seen.OfType<LaunchEvent.Started>())
            .Select(started => started.LogFile).Where(file => file.Length > 0).Distinct();
        foreach (var file in files.Select(file => Path.Combine(opened.Folder.Root, file)).Where(File.Exists))
            foreach (var line in File.ReadLines(file))
                await Console.Out.WriteLineAsync(line.AsMemory(), ct);
    }
}
