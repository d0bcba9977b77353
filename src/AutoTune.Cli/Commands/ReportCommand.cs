using System.CommandLine;

namespace AutoTune.Cli.Commands;

internal static class ReportCommand
{
    public static Command Create() => new("report");
}
