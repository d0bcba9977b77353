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
        var launches = opened.History.Trials[trial].Launches
            .SelectMany(launch => launch.Seen.OfType<LaunchEvent.Started>())
            .Where(started => started.LogFile.Length > 0).DistinctBy(started => started.LogFile);
        foreach (var line in launches.SelectMany(started => Lines(opened.Folder.Root, started)))
            await Console.Out.WriteLineAsync(line.AsMemory(), ct);
    }

    /// <summary>Those of servers beside the first stand behind a heading each.</summary>
    private static IEnumerable<string> Lines(string folder, LaunchEvent.Started started)
    {
        for (var server = 1; Path.Combine(folder, started.LogFileOf(server)) is var log && File.Exists(log); server++)
            foreach (var line in server == 1 ? File.ReadLines(log) : File.ReadLines(log).Prepend($"== server {server}"))
                yield return line;
    }
}
