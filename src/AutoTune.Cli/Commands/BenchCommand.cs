using System.CommandLine;

namespace AutoTune.Cli.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench");
}
