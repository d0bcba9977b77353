using System.CommandLine;

namespace AutoTune.Cli.Commands;

internal static class SpacesCommand
{
    public static Command Create() => new("spaces");
}
