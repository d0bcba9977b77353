using System.CommandLine;

namespace AutoTune.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Create() => new("doctor");
}
