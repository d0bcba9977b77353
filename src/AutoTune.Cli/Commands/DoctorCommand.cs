using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Json;

namespace AutoTune.Cli.Commands;

internal static class DoctorCommand
{
    private const int DefaultLaunches = 5;
    private const string NoiseStudy = "quickstart";

    public static Command Create()
    {
        var noise = new Option<bool>("--noise") { Description = "Measure one configuration again and again, and say which difference this machine can show. Takes minutes." };
        var study = new Option<string?>("--study") { Description = $"Also look at what this study needs: GPUs, containers, secrets. With --noise: the study whose baseline is measured (default: {NoiseStudy}).", HelpName = "STUDY.yaml" };
        var launches = SharedOptions.Whole("--launches", $"With --noise: how often (default: {DefaultLaunches}).", least: 3);
        var (results, json) = (SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("doctor", "Look at what this machine has, and say what is missing.") { noise, study, launches, results, json };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(noise))
                return await NoiseTest.RunAsync(parsed.GetValue(study) ?? NoiseStudy, parsed.GetValue(launches) ?? DefaultLaunches, parsed.GetValue(results)!, parsed.GetValue(json), ct);
            var ready = parsed.GetValue(study) is { } named ? StudyLoader.Load(named, new()) : null;
            IReadOnlyList<DoctorFinding> findings = [.. await Doctor.LookAsync(parsed.GetValue(results)!, ct), .. ready is null ? [] : await StudyDoctor.LookAsync(ready, ct)];
            var ok = findings.All(finding => finding.State != "missing");
            if (parsed.GetValue(json))
                CliJson.Print(new DoctorDocument(ok, findings));
            else
                Print(findings);
            return ok ? ExitCodes.Done : ExitCodes.MachineLacks;
        });
        return command;
    }

    private static void Print(IReadOnlyList<DoctorFinding> findings)
    {
        foreach (var finding in findings)
        {
            Console.Out.WriteLine($"{finding.State,-8} {finding.What,-13} {finding.Found}");
            if (finding.Remedy is { } remedy)
                Console.Out.WriteLine($"{"",-22} {remedy}");
        }
    }
}
