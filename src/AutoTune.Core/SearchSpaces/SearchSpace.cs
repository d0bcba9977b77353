namespace AutoTune.SearchSpaces;

/// <summary>The typed tree that is searched: a choice between branches (engines), each with parameters, known rules, seeds and hints.</summary>
public sealed record SearchSpace(IReadOnlyList<SpaceBranch> Branches)
{
    public SpaceBranch Branch(string engine) =>
        Branches.FirstOrDefault(branch => string.Equals(branch.Name, engine, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException($"The space has no branch '{engine}'");
}
