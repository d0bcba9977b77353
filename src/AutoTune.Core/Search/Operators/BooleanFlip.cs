using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

internal static class BooleanFlip
{
    public static ParameterValue Mutate(ParameterValue value) => ParameterValue.Of(!value.IsTrue);
}
