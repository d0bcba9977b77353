namespace AutoTune.Yaml;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>One thing that is wrong with what the user wrote.</summary>
/// <param name="Position">Null where the input is no file (an option, a folder).</param>
public sealed record Diagnostic(Severity Severity, SourcePosition? Position, string Message)
{
    public override string ToString() => Position is { } at ? $"{at}: {Message}" : Message;
}
