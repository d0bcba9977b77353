namespace AutoTune.Yaml;

/// <summary>Collects everything that is wrong, so that the user sees it at once.</summary>
public sealed class Diagnostics
{
    private readonly List<Diagnostic> _items = [];

    public IReadOnlyList<Diagnostic> Items => _items;

    public bool HasErrors => _items.Exists(item => item.Severity == Severity.Error);

    public void Error(SourcePosition? position, string message) => _items.Add(new(Severity.Error, position, message));

    public void Warning(SourcePosition? position, string message) => _items.Add(new(Severity.Warning, position, message));

    /// <summary>What a later stage found, collected apart so that an earlier stage's errors did not end it.</summary>
    public void Add(Diagnostics stage) => _items.AddRange(stage._items);

    /// <exception cref="InvalidInputException">At least one error was collected.</exception>
    public void ThrowIfErrors()
    {
        if (HasErrors)
            throw new InvalidInputException([.. _items.Where(item => item.Severity == Severity.Error)]);
    }
}
