using System.CommandLine;
using AutoTune.Cli.Display;
using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class SpacesCommand
{
    public static Command Create() => new("spaces", "Search spaces of engines: list, show, check.") { List(), Show(), Check() };

    private static Command List()
    {
        var command = new Command("list", "Name the built-in engines.");
        command.SetAction(_ =>
        {
            foreach (var name in EngineCatalog.Names)
                Console.Out.WriteLine($"{name}\t{Load(name).Title}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var file = File();
        var command = new Command("show", "Show what is searched of an engine.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            SpaceText.Write(Console.Out, IsEngine(path) ? Load(path).Branch : LoadSpace(path));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var file = File();
        var command = new Command("check", "Read a space's or an engine's file, and say everything that is wrong with it.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var diagnostics = new Diagnostics();
            if (IsEngine(path))
                EngineCatalog.Load(path, Directory.GetCurrentDirectory(), Facts, diagnostics);
            else
                SpaceReader.ReadFile(path, Facts, diagnostics);
            diagnostics.ThrowIfErrors();
            foreach (var warning in diagnostics.Items)
                Console.Error.WriteLine($"warning: {warning}");
            Console.Out.WriteLine($"{path} is right");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> File()
    {
        var file = new Argument<string>("FILE") { Description = "A built-in engine's name, or a file." };
        file.Validators.Add(SharedOptions.RefuseOptionLike);
        return file;
    }

    private static EngineDefinition Load(string nameOrPath)
    {
        var diagnostics = new Diagnostics();
        var engine = EngineCatalog.Load(nameOrPath, Directory.GetCurrentDirectory(), Facts, diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }

    /// <summary>This machine's cores, and the GPUs of a usual node: ranges are shown as they are where there is something to divide.</summary>
    private static Dictionary<string, ParameterValue> Facts => new(GpuFacts.Of(GpuCatalogue.Find("h100-sxm")))
    {
        [SpaceFacts.Cores] = ParameterValue.Of((long)Environment.ProcessorCount),
        [SpaceFacts.Gpus] = ParameterValue.Of(8L),
    };

    private static SpaceBranch LoadSpace(string path)
    {
        var diagnostics = new Diagnostics();
        var branch = SpaceReader.ReadFile(path, Facts, diagnostics);
        diagnostics.ThrowIfErrors();
        return branch!;
    }

    /// <summary>An engine's file says <c>engine:</c>, a command study's space does not.</summary>
    private static bool IsEngine(string path) =>
        !StudyPaths.IsPath(path)
        || YamlReader.ReadFile(path, new Diagnostics()) is YamlValue.Mapping map && map.Find("engine") is not null;
}
