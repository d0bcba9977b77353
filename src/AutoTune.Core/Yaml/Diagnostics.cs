namespace AutoTune.Yaml;

/// <summary>Collects everything that is wrong, so that the user sees it at once; what several checks meet is said once.</summary>
public sealed class Diagnostics
{
    private readonly List<Diagnostic> _items = [];

    public IReadOnlyList<Diagnostic> Items => _items;

    public bool HasErrors => _items.Exists(item => item.Severity == Severity.Error);

    public void Error(SourcePosition? position, string message) => Add(new Diagnostic(Severity.Error, position, message));

    public void Warning(SourcePosition? position, string message) => Add(new Diagnostic(Severity.Warning, position, message));

    public void Add(Diagnostic diagnostic)
    {
        if (!_items.Contains(diagnostic))
            _items.Add(diagnostic);
    }

    /// <summary>What a later stage found, collected apart so that an earlier stage's errors did not end it.</summary>
    public void Add(Diagnostics stage) => stage._items.ForEach(Add);

    /// <exception cref="InvalidInputException">At least one error was collected.</exception>
    public void ThrowIfErrors()
    {
        if (HasErrors)
            throw new InvalidInputException([.. _items.Where(item => item.Severity == Severity.Error)]);
    }
}
