using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli;

/// <summary>The process's edge: every exception becomes a message and an exit code.</summary>
internal static class Failures
{
    public static int Report(Exception problem)
    {
        switch (problem)
        {
            case InvalidInputException invalid:
                foreach (var diagnostic in invalid.Diagnostics)
                    Console.Error.WriteLine($"error: {diagnostic}");
                return ExitCodes.BadInput;
            case OperationCanceledException:
                return ExitCodes.Interrupted;
            case MachineLacksException lacks:
                Console.Error.WriteLine($"error: {lacks.Message}");
                return ExitCodes.MachineLacks;
            case StudyStoppedException stopped:
                Console.Error.WriteLine($"error: {stopped.Message}");
                if (stopped.Remedy.Length > 0)
                    Console.Error.WriteLine($"what to do: {stopped.Remedy}");
                return ExitCodes.MachineLacks;
            case IOException when IsDiskFull(problem):
                Console.Error.WriteLine($"error: the disk is full: {problem.Message}");
                Console.Error.WriteLine("what to do: Free some space, then resume the study; what was recorded is intact.");
                return ExitCodes.MachineLacks;
            case UnauthorizedAccessException or IOException when !IsOfAssembly(problem):
                Console.Error.WriteLine($"error: {problem.Message}");
                return ExitCodes.MachineLacks;
            default:
                Console.Error.WriteLine($"internal error: please report this text with the command that you typed.{Environment.NewLine}{problem}");
                return ExitCodes.InternalError;
        }
    }

    /// <summary>The runtime has no exception of its own for it: the system's text, or that of a file that was to be allocated.</summary>
    private static bool IsDiskFull(Exception problem) =>
        problem.Message.Contains("No space left on device", StringComparison.Ordinal) || problem.Message.Contains("disk was full", StringComparison.Ordinal);

    /// <summary>A file of AutoTune itself: nothing that its user could do anything about.</summary>
    private static bool IsOfAssembly(Exception problem) =>
        problem is FileLoadException or FileNotFoundException { FileName: not null } && problem.Message.Contains("assembly", StringComparison.Ordinal);
}

/// <summary>An engine, a container runtime or disk is missing: exit code 3.</summary>
internal sealed class MachineLacksException(string message, Exception? inner = null) : Exception(message, inner);
