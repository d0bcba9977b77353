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
            case UnauthorizedAccessException or IOException:
                Console.Error.WriteLine($"error: {problem.Message}");
                return ExitCodes.MachineLacks;
            default:
                Console.Error.WriteLine($"internal error: please report this text with the command that you typed.{Environment.NewLine}{problem}");
                return ExitCodes.InternalError;
        }
    }
}

/// <summary>An engine, a container runtime or disk is missing: exit code 3.</summary>
internal sealed class MachineLacksException(string message, Exception? inner = null) : Exception(message, inner);
