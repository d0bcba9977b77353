using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Json;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class DoctorCommand
{
    private const int DefaultLaunches = 5;
    private const string NoiseStudy = "quickstart";

    private static readonly TimeSpan AcceptanceTime = TimeSpan.FromMinutes(20);

    public static Command Create()
    {
        var noise = new Option<bool>("--noise") { Description = "Measure one configuration again and again, and say which difference this machine can show. Takes minutes." };
        var study = new Option<string?>("--study") { Description = $"Also look at what this study needs: GPUs, containers, secrets. With --noise: the study whose baseline is measured (default: {NoiseStudy}).", HelpName = "STUDY.yaml" };
        var acceptance = new Option<string?>("--acceptance") { Description = "Try this engine on this machine against what its file says: flags, starts, caches, metrics, one capacity. About twenty minutes; writes a bundle that can be sent on.", HelpName = "ENGINE" };
        var model = new Option<string?>("--model") { Description = "With --acceptance, without --study: another model than a small one that everybody may download.", HelpName = "MODEL" };
        var launcher = new Option<string?>("--launcher") { Description = "With --acceptance: process, docker or hooks (default: the study's, else a program that answers, else docker).", HelpName = "NAME" };
        var time = SharedOptions.Time("--time", "With --acceptance: no further start is begun after it (default: 20m).");
        var launches = SharedOptions.Whole("--launches", $"With --noise: how often (default: {DefaultLaunches}).", least: 3);
        var (results, json) = (SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("doctor", "Look at what this machine has, and say what is missing.") { noise, acceptance, study, model, launcher, time, launches, results, json };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(acceptance) is not null && parsed.GetValue(noise))
                throw new InvalidInputException("--acceptance and --noise are two measurements: one at a time");
            if (parsed.GetValue(acceptance) is { } engine)
                return await AcceptanceRun.RunAsync(engine, parsed.GetValue(study), parsed.GetValue(model), parsed.GetValue(launcher), parsed.GetValue(time) ?? AcceptanceTime, parsed.GetValue(results)!, parsed.GetValue(json), ct);
            if (new Option[] { model, launcher, time }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } alone)
                throw new InvalidInputException($"{alone.Name} is for --acceptance");
            if (parsed.GetValue(noise))
                return await NoiseTest.RunAsync(parsed.GetValue(study) ?? NoiseStudy, parsed.GetValue(launches) ?? DefaultLaunches, parsed.GetValue(results)!, parsed.GetValue(json), ct);
            IReadOnlyList<DoctorFinding> findings = [.. await Doctor.LookAsync(parsed.GetValue(results)!, ct), .. parsed.GetValue(study) is { } named ? await StudyDoctor.LookAsync(named, ct) : []];
            var ok = findings.All(finding => finding.State is not ("missing" or "wrong"));
            if (parsed.GetValue(json))
                CliJson.Print(new DoctorDocument(ok, findings));
            else
                Print(findings);
            return ok ? ExitCodes.Done : findings.Any(finding => finding.State == "wrong") ? ExitCodes.BadInput : ExitCodes.MachineLacks;
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
