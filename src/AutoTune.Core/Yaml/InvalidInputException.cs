namespace AutoTune.Yaml;

/// <summary>What the user wrote cannot be used: exit code 2. Nothing was started.</summary>
public sealed class InvalidInputException(IReadOnlyList<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    public InvalidInputException(string message, SourcePosition? position = null)
        : this([new Diagnostic(Severity.Error, position, message)])
    {
    }

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
