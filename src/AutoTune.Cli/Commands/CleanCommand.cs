using System.CommandLine;

namespace AutoTune.Cli.Commands;

internal static class CleanCommand
{
    public static Command Create() => new("clean");
}
