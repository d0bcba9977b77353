using LLama;
using LLama.Batched;
using LLama.Native;

namespace AutoTune.SharpEngine;

/// <summary>One place in the batch: a sequence of the cache, used by one request after the other.</summary>
internal sealed class Lane(Conversation conversation, LLamaContext context)
{
    private StreamingTokenDecoder _decoder = new(context);

    public Generation? Current { get; private set; }

    public void Begin(Generation next, int context)
    {
        if (next.Prompt.Length + next.MostTokens > context)
        {
            next.Fail($"prompt and answer have {next.Prompt.Length + next.MostTokens} tokens, and a lane has {context}");
            return;
        }
        Current = next;
        _decoder = new(conversation.Executor.Context);
        conversation.Prompt(next.Prompt.Select(token => (LLamaToken)token).ToArray());
    }

    /// <returns>Tokens that were generated: 1, or 0 while its prompt is read.</returns>
    public int Advance()
    {
        if (Current is not { } generation || !conversation.RequiresSampling)
            return 0;
        if (generation.IsAbandoned)
        {
            End("stop");
            return 0;
        }
        // Greedy: the likeliest token. What a test engine says has to be the same every time.
        var token = (LLamaToken)Likeliest(conversation.Sample());
        if (!generation.IgnoresEnd && token.IsEndOfGeneration(conversation.Executor.Model.Vocab))
        {
            End("stop");
            return 0;
        }
        _decoder.Add(token);
        generation.Tokens++;
        generation.Say(_decoder.Read());
        if (generation.Tokens >= generation.MostTokens)
            End("length");
        else
            conversation.Prompt(token);
        return 1;
    }

    public int Fail(string why)
    {
        Current?.Fail(why);
        Current = null;
        Reset();
        return 0;
    }

    private void End(string reason)
    {
        Current!.Finish(reason);
        Current = null;
        Reset();
    }

    private void Reset() => conversation.Modify((end, cache) =>
    {
        cache.Remove(0, end);
        return 0;
    });

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
            if (logits[token] > logits[best])
                best = token;
        return best;
    }
}
