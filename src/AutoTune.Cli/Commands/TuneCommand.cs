using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Yaml;

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
        var time = new Option<string?>("--time") { Description = "Time budget, such as 30m.", HelpName = "TIME" };
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
                Time = Seconds(parsed.GetValue(time)),
                Seed = parsed.GetValue(seed),
                Strategy = parsed.GetValue(strategy),
                Launcher = parsed.GetValue(launcher),
            };
            return StudyRun.TuneAsync(parsed.GetValue(file)!, options, parsed.GetValue(results)!, parsed.GetValue(json), ct);
        });
        return command;
    }

    private static double? Seconds(string? text)
    {
        if (text is null)
            return null;
        if (YamlScalars.Duration(text) is { } time && time > TimeSpan.Zero)
            return time.TotalSeconds;
        throw new InvalidInputException($"--time must be a time with its unit above zero, such as 90s, 30m or 8h, not '{text}'");
    }
}
