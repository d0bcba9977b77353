using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>Makes room in an engine's space for what a person's command line has.</summary>
/// <remarks>Every candidate carries the flags that are kept as they are. One that is also searched would overrule the candidate's own value, so its parameter leaves the search.</remarks>
internal sealed class BaselineRoom(SpaceBranch branch)
{
    private readonly Dictionary<string, Parameter> _changed = new(StringComparer.Ordinal);

    /// <returns>The value, normalised; null where no range reaches to it.</returns>
    public ParameterValue? Reach(Parameter parameter, ParameterValue value)
    {
        if (ParameterWidening.Reaching(parameter, value) is not { } wider)
            return null;
        _changed[parameter.Name] = wider;
        return wider.Normalize(value);
    }

    /// <param name="why">For messages of a study that wants to set it.</param>
    public void TakeOut(Parameter parameter, string why) =>
        _changed[parameter.Name] = ParameterNarrowing.Fixed(parameter, parameter.Default) with { Binding = null, Unavailable = why };

    public SpaceBranch Branch() => _changed.Count == 0
        ? branch
        : SpaceTree.WithSeeds(SpaceTree.Map(branch, parameter => _changed.GetValueOrDefault(parameter.Name, parameter)), branch.Seeds);
}
