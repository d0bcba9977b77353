namespace AutoTune.SearchSpaces;

/// <summary>Refuses what is outside the space or breaks a known rule.</summary>
public sealed class RuleAdmission(SearchSpace space) : IAdmission
{
    public Admission Admit(ServingConfig config)
    {
        var branch = space.Branches.FirstOrDefault(candidate => string.Equals(candidate.Name, config.Engine, StringComparison.Ordinal));
        if (branch is null)
            return new($"the space has no engine '{config.Engine}'", Feasibility: 0);
        if (!branch.Has(config))
            return new("values outside the space, or of inactive parameters", Feasibility: 0);
        return branch.BrokenRule(config) is { } broken ? new($"breaks the rule '{broken.Text}'", Feasibility: 0) : new(Refusal: null);
    }
}
