using AutoTune.Cli.Json;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli;

/// <summary>The process's edge: every exception becomes a message and an exit code, and with <c>--json</c> one document.</summary>
internal static class Failures
{
    private const string FreeSpace = "Free some space; what a study had recorded is intact, and can be resumed.";

    public static int Report(Exception problem, bool json)
    {
        var failure = DocumentOf(problem);
        if (problem is InvalidInputException invalid)
            WriteErrors(invalid.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        else if (failure.ExitCode == ExitCodes.InternalError)
            Console.Error.WriteLine($"internal error: please report this text with the command that you typed.{Environment.NewLine}{problem}");
        else if (failure.ExitCode != ExitCodes.Interrupted)
            WriteErrors(failure.Messages.Select(message => message.Message));
        if (failure.Remedy is { } remedy)
            Console.Error.WriteLine($"what to do: {remedy}");
        if (json)
            TryPrint(failure);
        return failure.ExitCode;
    }

    /// <summary>What was typed cannot be understood.</summary>
    public static int Report(IReadOnlyList<string> errors, bool json)
    {
        WriteErrors(errors);
        if (json)
            TryPrint(FailureDocument.Of(ExitCodes.BadInput, errors.Select(error => new FailureMessage(error))));
        return ExitCodes.BadInput;
    }

    /// <summary>Where standard output is what failed, the message on standard error has to do.</summary>
    private static void TryPrint(FailureDocument failure)
    {
        try
        {
            CliJson.Print(failure);
        }
        catch (IOException)
        {
            // Said already.
        }
    }

    internal static FailureDocument DocumentOf(Exception problem) => problem switch
    {
        InvalidInputException invalid => FailureDocument.Of(ExitCodes.BadInput, invalid.Diagnostics.Select(FailureMessage.Of)),
        OperationCanceledException => FailureDocument.Of(ExitCodes.Interrupted, [new("stopped by the user")]),
        MachineLacksException => FailureDocument.Of(ExitCodes.MachineLacks, [new(problem.Message)]),
        StudyStoppedException stopped => FailureDocument.Of(ExitCodes.MachineLacks, [new(stopped.Message)], stopped.Remedy.Length > 0 ? stopped.Remedy : null),
        IOException when IsDiskFull(problem) => FailureDocument.Of(ExitCodes.MachineLacks, [new($"the disk is full: {problem.Message}")], FreeSpace),
        UnauthorizedAccessException or IOException when !IsOfAssembly(problem) => FailureDocument.Of(ExitCodes.MachineLacks, [new(problem.Message)]),
        _ => FailureDocument.Of(ExitCodes.InternalError, [new(problem.Message)]),
    };

    private static void WriteErrors(IEnumerable<string> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine($"error: {error}");
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
