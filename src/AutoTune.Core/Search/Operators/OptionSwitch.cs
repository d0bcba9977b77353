using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>Another option of a choice: its subtree is inserted, removed or exchanged; repair fills the new one with defaults.</summary>
internal static class OptionSwitch
{
    public static ParameterValue Mutate(Parameter.Choice gene, ParameterValue value, CounterRandom random) =>
        ParameterValue.Of(random.Pick([.. gene.Options.Where(option => option.Name != value.ToString())]).Name);
}
