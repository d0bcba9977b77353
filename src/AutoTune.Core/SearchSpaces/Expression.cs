namespace AutoTune.SearchSpaces;

/// <summary>A condition or known rule, such as <c>ubatch &lt;= batch</c>.</summary>
public sealed class Expression
{
    /// <summary>As the user wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>Names that it mentions: parameters and facts (<c>gpus</c>, <c>model.heads</c>).</summary>
    public required IReadOnlySet<string> Symbols { get; init; }

    /// <summary>Whether it holds; a rule that mentions an inactive parameter (a symbol without value) holds.</summary>
    /// <exception cref="InvalidOperationException">It is of no boolean type, which reading a space refuses.</exception>
    public bool Holds(Func<string, ParameterValue?> valueOf) => throw new NotSupportedException("conditions cannot be evaluated yet");
}
