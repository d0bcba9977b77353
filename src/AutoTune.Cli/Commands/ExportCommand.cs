using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Exports;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class ExportCommand
{
    public static Command Create()
    {
        var (study, results) = (SharedOptions.Study(), SharedOptions.Results());
        var format = new Option<string>("--format") { Description = string.Join(", ", ExportCatalog.Names) + ".", HelpName = "FORMAT", DefaultValueFactory = _ => "shell" };
        var trial = SharedOptions.Whole("--trial", "Another trial than the winner.", least: 0);
        var output = new Option<string?>("--output") { Description = "File to write (default: in the study's export folder).", HelpName = "PATH" };
        var verify = new Option<bool>("--verify") { Description = "Run the shell export as it is and measure it at the rated capacity." };
        var command = new Command("export", "Write the winner's launch, or any trial's.") { study, format, trial, output, verify, results };
        command.SetAction(async (parsed, ct) =>
        {
            var opened = await OpenedStudy.ReadAsync(StudyFolder.Existing(parsed.GetValue(results)!, parsed.GetValue(study)!), ct);
            var chosen = ExportCatalog.Find(parsed.GetValue(format)!);
            if (parsed.GetValue(verify) && chosen.Name != "shell")
                throw new InvalidInputException($"--verify runs the shell export; it cannot run {chosen.Name}");
            var document = TrialExport.Document(opened, parsed.GetValue(trial));
            var path = await ExportFiles.WriteAsync(chosen, document, parsed.GetValue(output) ?? Path.Combine(opened.Folder.Export, chosen.FileNameOf(document)), ct);
            Console.Out.WriteLine(path);
            return parsed.GetValue(verify) ? await ExportVerification.RunAsync(opened, document.Trial, path, ct) : ExitCodes.Done;
        });
        return command;
    }
}
