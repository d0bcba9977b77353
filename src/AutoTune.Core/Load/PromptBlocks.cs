using AutoTune.Load.Traces;
using AutoTune.Randomness;

namespace AutoTune.Load;

/// <summary>A part of a prompt that other prompts of the same probe may begin with, too.</summary>
/// <param name="Seed">Equal seeds and tokens are equal text.</param>
public readonly record struct PromptBlock(ulong Seed, int Tokens);

/// <summary>What a request's prompt shares by the workload's design. Nothing is shared from one stream to another: the server would have it in its cache.</summary>
internal static class PromptBlocks
{
    public static IReadOnlyList<PromptBlock> Of(ReferenceStream stream, TracedRequest traced, int inputTokens)
    {
        var blocks = new List<PromptBlock>();
        for (var left = inputTokens; left > 0 && blocks.Count < traced.Blocks.Count; left -= TracedRequest.BlockTokens)
            blocks.Add(new(Seed(stream, "trace block", traced.Blocks[blocks.Count]), Math.Min(left, TracedRequest.BlockTokens)));
        return blocks;
    }

    /// <param name="u">In (0, 1): picks the group.</param>
    public static IReadOnlyList<PromptBlock> Of(ReferenceStream stream, SharedPrefix prefix, double u) =>
        [new(Seed(stream, "shared prefix", prefix.GroupAt(u)), prefix.Tokens)];

    private static ulong Seed(ReferenceStream stream, string purpose, long id) =>
        new CounterRandom(stream.Seed ^ unchecked((ulong)id * 0x9E3779B97F4A7C15), stream.Number, purpose).Next();
}
