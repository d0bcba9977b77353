using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Preflight;
using AutoTune.Reports;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class EstimateCommand
{
    private const int DefaultTop = 10;

    public static Command Create()
    {
        var study = new Argument<string>("STUDY") { Description = "A study's file, or the name of a built-in one. Its hardware may be elsewhere: hardware: 8 x h100-sxm." };
        var top = SharedOptions.Whole("--top", $"How many configurations are ranked (default: {DefaultTop}).", least: 1);
        var html = new Option<string?>("--html") { Description = "Also write it as a page.", HelpName = "FILE" };
        var json = SharedOptions.Json();
        var command = new Command("estimate", "Say what of a study's space can start and what is worth trying, without launching anything.") { study, top, html, json };
        command.SetAction((parsed, ct) =>
        {
            var ready = StudyLoader.Load(parsed.GetValue(study)!, new());
            if (ready.Study.Evaluation is not EvaluationMode.Served)
                throw new InvalidInputException($"'{ready.Study.Name}' runs a command: nothing is known of it before it ran");
            foreach (var warning in ready.Warnings)
                Console.Error.WriteLine($"warning: {warning}");
            var clock = TimeProvider.System;
            var started = clock.GetTimestamp();
            var estimate = new SpaceEstimator(ready).Estimate(parsed.GetValue(top) ?? DefaultTop, ct);
            var document = EstimateDocument.Of(ready, estimate, clock.GetElapsedTime(started));
            if (parsed.GetValue(html) is { } file)
                TablePage.Write($"Estimate of {document.Study}", EstimateText.Tables(document), file);
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                EstimateText.Write(Console.Out, document);
            return Task.FromResult(document.Ranked.Count > 0 || document.WhyNotRanked is not null ? ExitCodes.Done : ExitCodes.Infeasible);
        });
        return command;
    }
}
