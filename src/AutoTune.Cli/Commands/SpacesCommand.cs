using System.CommandLine;
using AutoTune.Engines;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Spectre.Console;

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
            var engine = Load(parsed.GetValue(file)!);
            var table = new Table().AddColumns("parameter", "values", "default", "flag", "what it does").Border(TableBorder.Simple);
            foreach (var parameter in engine.Branch.AllParameters)
                table.AddRow([.. Row(engine.Branch, parameter).Select(Markup.Escape)]);
            AnsiConsole.Write(table);
            Console.Out.WriteLine("rules:");
            foreach (var rule in engine.Branch.Rules)
                Console.Out.WriteLine($"  {rule.Text}");
            Console.Out.WriteLine("recipes:");
            foreach (var seed in engine.Branch.Seeds)
                Console.Out.WriteLine($"  {seed.Name}: {string.Join(", ", seed.Set.Select(set => $"{set.Key} = {set.Value}"))}{(seed.Source is { } source ? $" ({source})" : "")}");
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
                EngineCatalog.Load(path, Directory.GetCurrentDirectory(), facts: null, diagnostics);
            else
                SpaceReader.ReadFile(path, new Dictionary<string, ParameterValue> { [SpaceFacts.Cores] = ParameterValue.Of((long)Environment.ProcessorCount) }, diagnostics);
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
        var engine = EngineCatalog.Load(nameOrPath, Directory.GetCurrentDirectory(), facts: null, diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }

    /// <summary>An engine's file says <c>engine:</c>, a command study's space does not.</summary>
    private static bool IsEngine(string path) =>
        EngineCatalog.Names.Contains(path, StringComparer.Ordinal)
        || YamlReader.ReadFile(path, new Diagnostics()) is YamlValue.Mapping map && map.Find("engine") is not null;

    private static string[] Row(SpaceBranch branch, Parameter parameter) =>
    [
        (branch.ParentOf(parameter.Name) is { } parent ? $"  {parent.Choice.Name} = {parent.Option}: " : "") + parameter.Name,
        parameter.Domain,
        parameter.Default.ToString(),
        parameter.Binding is SettingBinding.Flag flag ? flag.Name : "",
        parameter.Description ?? "",
    ];
}
