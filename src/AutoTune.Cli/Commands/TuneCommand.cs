using System.CommandLine;
using AutoTune.Cli.Composition;

namespace AutoTune.Cli.Commands;

internal static class TuneCommand
{
    private const string Default = "quickstart";

    public static Command Create()
    {
        var file = new Argument<string>("STUDY.yaml") { Description = $"A study file, or the name of a built-in study (default: {Default}).", DefaultValueFactory = _ => Default };
        file.Validators.Add(SharedOptions.RefuseOptionLike);
        var name = new Option<string?>("--name") { Description = "Another name for the results than the study's own." };
        var trials = SharedOptions.Whole("--trials", "Configurations to try at most.", least: 1);
        var time = SharedOptions.Time("--time", "Time budget, such as 30m.");
        var seed = SharedOptions.Whole("--seed", "Seed of search and load.", least: 0UL);
        var strategy = new Option<string?>("--strategy") { Description = "nsga2 or random.", HelpName = "NAME" };
        var launcher = new Option<string?>("--launcher") { Description = "How candidates are started.", HelpName = "NAME" };
        var (results, json) = (SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("tune", "Find the best configuration. The same study goes on where it was; a finished one prints its result.")
        {
            file, name, trials, time, seed, strategy, launcher, results, json,
        };
        command.SetAction((parsed, ct) =>
        {
            var options = new StudyOptions
            {
                Name = parsed.GetValue(name),
                Trials = parsed.GetValue(trials),
                Time = parsed.GetValue(time)?.TotalSeconds,
                Seed = parsed.GetValue(seed),
                Strategy = parsed.GetValue(strategy),
                Launcher = parsed.GetValue(launcher),
            };
            return StudyRun.TuneAsync(parsed.GetValue(file)!, options, parsed.GetValue(results)!, parsed.GetValue(json), ct);
        });
        return command;
    }
}
