using CsCheck;

namespace AutoTune.Tests.SearchSpaces;

internal static class Words
{
    public static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);
}
