using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Json;

namespace AutoTune.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Create()
    {
        var (results, json) = (SharedOptions.Results(), SharedOptions.Json());
        var command = new Command("doctor", "Look at what this machine has, and say what is missing.") { results, json };
        command.SetAction(async (parsed, ct) =>
        {
            var findings = await Doctor.LookAsync(parsed.GetValue(results)!, ct);
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
