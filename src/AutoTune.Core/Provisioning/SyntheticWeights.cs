using System.Runtime.InteropServices;
using AutoTune.Randomness;

namespace AutoTune.Provisioning;

/// <summary>Values of the synthetic model's tensors, row by row.</summary>
/// <remarks>
/// A token's embedding e(x) is random. The output row of a word is the sum of the embeddings of the tokens that it may follow, so the logit of a
/// follower of x is about |e(x)|². Each token has a first and a second follower; how far apart they are differs by token. What the blocks add to
/// the residual stream depends on the context and decides between the two where they are close. A draft with fewer blocks therefore agrees where
/// the gap is wide (and is sure of itself there), and errs where it is narrow: real acceptance, and a real use for a confidence threshold.
/// </remarks>
internal sealed class SyntheticWeights
{
    /// <summary>Logit of a token's first follower; 8,192 others have a standard deviation of about 1 around 0.</summary>
    private const float PeakLogit = 30;

    /// <summary>The second follower's logit is below the first's by a share drawn uniformly from [0, this].</summary>
    private const double WidestGap = 0.2;

    private const float AttentionOutputScale = 0.8f;
    private const float FeedForwardOutputScale = 0.1f;

    /// <summary>Scores with a standard deviation of this squared: attention looks at few tokens, so that context matters.</summary>
    private const float AttentionSharpness = 1.6f;

    private readonly SyntheticModelShape _shape;
    private readonly ulong _seed;
    private readonly List<(int Token, float Weight)>[] _leaders;

    public SyntheticWeights(SyntheticModelShape shape, int firstWord, ulong seed)
    {
        _shape = shape;
        _seed = seed;
        _leaders = Leaders(firstWord);
    }

    public void Write(GgufTensor tensor, Stream output)
    {
        if (tensor.Dimensions.Count == 1)
            output.Write(MemoryMarshal.AsBytes<float>(Enumerable.Repeat(1f, tensor.Dimensions[0]).ToArray()));
        else
            WriteMatrix(tensor, output);
    }

    private void WriteMatrix(GgufTensor tensor, Stream output)
    {
        var width = tensor.Dimensions[0];
        var halves = new Half[width * tensor.Dimensions[1]];
        Parallel.For(0, tensor.Dimensions[1], () => new float[width], (row, _, values) =>
        {
            FillRow(tensor.Name, row, values);
            for (var i = 0; i < width; i++)
                halves[row * width + i] = (Half)values[i];
            return values;
        }, _ => { });
        output.Write(MemoryMarshal.AsBytes<Half>(halves));
    }

    private void FillRow(string tensor, int row, Span<float> values)
    {
        if (tensor == "output.weight")
            FillOutputRow(row, values);
        else
            FillScaled(tensor, row, Scale(tensor, values.Length), values);
    }

    private void FillOutputRow(int token, Span<float> values)
    {
        values.Clear();
        Span<float> embedding = stackalloc float[values.Length];
        foreach (var (leader, weight) in _leaders[token])
        {
            FillScaled("token_embd.weight", leader, weight * PeakLogit / values.Length, embedding);
            for (var i = 0; i < values.Length; i++)
                values[i] += embedding[i];
        }
    }

    private void FillScaled(string tensor, int row, float scale, Span<float> values)
    {
        FillNormal(values, new CounterRandom(_seed, row, tensor));
        foreach (ref var value in values)
            value *= scale;
    }

    /// <summary>Mean 0 and standard deviation 1: the sum of four 16-bit uniforms, near enough to normal for weights and cheap.</summary>
    private static void FillNormal(Span<float> values, CounterRandom random)
    {
        const float scale = 1.7320508f / 65536f;
        foreach (ref var value in values)
        {
            var bits = random.Next();
            var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
            value = (sum - 131070) * scale;
        }
    }

    private static float Scale(string tensor, int inputs) => tensor.Split('.')[^2] switch
    {
        "token_embd" => 1,
        "attn_q" or "attn_k" => AttentionSharpness / MathF.Sqrt(inputs),
        "attn_output" => AttentionOutputScale / MathF.Sqrt(inputs),
        "ffn_down" => FeedForwardOutputScale / MathF.Sqrt(inputs),
        _ => 1 / MathF.Sqrt(inputs),
    };

    private List<(int, float)>[] Leaders(int firstWord)
    {
        var leaders = Enumerable.Range(0, _shape.Vocabulary).Select(_ => new List<(int, float)>()).ToArray();
        var gap = new CounterRandom(_seed, 0, "gaps");
        var first = Followers("first followers", firstWord);
        var second = Followers("second followers", firstWord);
        for (var token = 0; token < leaders.Length; token++)
        {
            leaders[first[token]].Add((token, 1));
            leaders[second[token]].Add((token, (float)(1 - WidestGap * gap.Uniform())));
        }
        return leaders;
    }

    /// <summary>One follower per token, always a word; the words form a single cycle, so that text does not soon repeat itself.</summary>
    private int[] Followers(string stream, int firstWord)
    {
        var random = new CounterRandom(_seed, 0, stream);
        var followers = Enumerable.Range(0, _shape.Vocabulary).ToArray();
        for (var i = followers.Length - 1; i > firstWord; i--)
        {
            var other = firstWord + random.Below(i - firstWord);
            (followers[i], followers[other]) = (followers[other], followers[i]);
        }
        for (var i = 0; i < firstWord; i++)
            followers[i] = firstWord + random.Below(followers.Length - firstWord);
        return followers;
    }
}
