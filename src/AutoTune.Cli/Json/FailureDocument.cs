using AutoTune.Yaml;

namespace AutoTune.Cli.Json;

/// <summary>What any command prints with <c>--json</c> where it does not come to its result.</summary>
/// <param name="ExitCode">The process's own.</param>
/// <param name="Kind"><c>bad_input</c>, <c>machine_lacks</c>, <c>interrupted</c> or <c>internal_error</c>.</param>
/// <param name="Remedy">What to do; null where the messages say it.</param>
internal sealed record FailureDocument(int ExitCode, string Kind, IReadOnlyList<FailureMessage> Messages, string? Remedy)
{
    public static FailureDocument Of(int exitCode, IEnumerable<FailureMessage> messages, string? remedy = null) =>
        new(exitCode, KindOf(exitCode), [.. messages], remedy);

    private static string KindOf(int exitCode) => exitCode switch
    {
        ExitCodes.BadInput => "bad_input",
        ExitCodes.MachineLacks => "machine_lacks",
        ExitCodes.Interrupted => "interrupted",
        _ => "internal_error",
    };
}

/// <param name="File">Null where it is about no place of a file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record FailureMessage(string Message, string? File = null, int? Line = null, int? Column = null)
{
    public static FailureMessage Of(Diagnostic diagnostic) => diagnostic.Position is { } at
        ? new(diagnostic.Message, at.File, at.Line, at.Column)
        : new(diagnostic.Message);
}
