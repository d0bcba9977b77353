using AutoTune.Preflight;
using Spectre.Console;

namespace AutoTune.Cli.Display;

/// <summary>A live view on a terminal, lines in a pipe; both on standard error.</summary>
internal static class StudyDisplays
{
    public static IStudyDisplay Create(CheckedStudy study, TimeProvider clock)
    {
        var lines = new StudyLines(study.Plan.Space, study.Plan.Finals.Objective);
        if (Console.IsErrorRedirected)
            return new PlainDisplay(Console.Error, lines);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return new LiveDisplay(console, lines, study.Plan.Finals.Objective, clock);
    }
}
