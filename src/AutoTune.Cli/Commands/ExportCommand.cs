using System.CommandLine;

namespace AutoTune.Cli.Commands;

internal static class ExportCommand
{
    public static Command Create() => new("export");
}
