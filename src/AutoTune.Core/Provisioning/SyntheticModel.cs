using System.Globalization;

namespace AutoTune.Provisioning;

/// <summary>A language model without knowledge: it runs at the speed of a real one and writes made-up words.</summary>
/// <remarks>Speed does not depend on what weights say, so a tuner can be tried, and tested, where no model can be downloaded.</remarks>
public sealed class SyntheticModel(SyntheticModelShape shape, ulong seed)
{
    /// <summary>Part of the file name; raised whenever the same shape and seed give other bytes.</summary>
    private const int ContentVersion = 2;

    private const string ChatTemplate =
        "{% for message in messages %}<s>{{ message['role'] }}: {{ message['content'] }}</s>{% endfor %}" +
        "{% if add_generation_prompt %}<s>assistant:{% endif %}";

    private readonly SyntheticVocabulary _vocabulary = new(shape.Vocabulary, seed);

    /// <summary>Writes model and draft into <paramref name="folder"/> where they are not there yet.</summary>
    public async Task<SyntheticModelFiles> PrepareAsync(string folder, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        Directory.CreateDirectory(folder);
        var model = Path.Combine(folder, FileName(shape.Layers));
        var draft = Path.Combine(folder, FileName(layers: 1));
        using var held = await ProvisioningLock.OfModelsAsync(folder, progress, ct);
        await WriteOnceAsync(model, shape, progress, ct);
        await WriteOnceAsync(draft, shape with { Layers = 1 }, progress, ct);
        return new SyntheticModelFiles(model, draft);
    }

    internal void Write(Stream output, SyntheticModelShape wanted, CancellationToken ct = default)
    {
        var weights = new SyntheticWeights(wanted, _vocabulary.FirstWord, seed);
        var writer = new GgufWriter();
        AddArchitecture(writer, wanted);
        AddTokenizer(writer);
        foreach (var tensor in Tensors(wanted))
            writer.Add(tensor);
        writer.WriteTo(output, (tensor, stream) =>
        {
            ct.ThrowIfCancellationRequested();
            weights.Write(tensor, stream);
        });
    }

    private string FileName(int layers) =>
        string.Create(CultureInfo.InvariantCulture,
            $"synthetic-v{ContentVersion}-{layers}x{shape.Embedding}-{shape.FeedForward}-{shape.KeyValueHeads}of{shape.Heads}" +
            $"-{shape.Vocabulary}-c{shape.ContextLength}-s{seed}-F16.gguf");

    private async Task WriteOnceAsync(string path, SyntheticModelShape wanted, IProgress<string>? progress, CancellationToken ct)
    {
        if (File.Exists(path))
            return;
        AtomicFile.RemoveUnfinished(path);
        progress?.Report($"Writing the synthetic model {Path.GetFileName(path)}");
        await Task.Run(() => AtomicFile.Write(path, stream => Write(stream, wanted, ct)), ct);
    }

    private static void AddArchitecture(GgufWriter writer, SyntheticModelShape shape)
    {
        writer.Add("general.architecture", "llama");
        writer.Add("general.name", "synthetic");
        writer.Add("general.file_type", 1u);
        writer.Add("llama.context_length", (uint)shape.ContextLength);
        writer.Add("llama.embedding_length", (uint)shape.Embedding);
        writer.Add("llama.block_count", (uint)shape.Layers);
        writer.Add("llama.feed_forward_length", (uint)shape.FeedForward);
        writer.Add("llama.vocab_size", (uint)shape.Vocabulary);
        writer.Add("llama.attention.head_count", (uint)shape.Heads);
        writer.Add("llama.attention.head_count_kv", (uint)shape.KeyValueHeads);
        writer.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        writer.Add("llama.rope.dimension_count", (uint)shape.HeadDimension);
        writer.Add("llama.rope.freq_base", 10000f);
    }

    private void AddTokenizer(GgufWriter writer)
    {
        writer.Add("tokenizer.ggml.model", "llama");
        writer.Add("tokenizer.ggml.tokens", _vocabulary.Tokens);
        writer.Add("tokenizer.ggml.scores", _vocabulary.Scores);
        writer.Add("tokenizer.ggml.token_type", _vocabulary.Types);
        writer.Add("tokenizer.ggml.bos_token_id", SyntheticVocabulary.BeginOfText);
        writer.Add("tokenizer.ggml.eos_token_id", SyntheticVocabulary.EndOfText);
        writer.Add("tokenizer.ggml.unknown_token_id", SyntheticVocabulary.Unknown);
        writer.Add("tokenizer.ggml.add_bos_token", true);
        writer.Add("tokenizer.ggml.add_eos_token", false);
        writer.Add("tokenizer.chat_template", ChatTemplate);
    }

    private static IEnumerable<GgufTensor> Tensors(SyntheticModelShape shape)
    {
        var width = shape.Embedding;
        yield return Matrix("token_embd.weight", width, shape.Vocabulary);
        yield return Norm("output_norm.weight", width);
        yield return Matrix("output.weight", width, shape.Vocabulary);
        for (var layer = 0; layer < shape.Layers; layer++)
            foreach (var tensor in Block($"blk.{layer}.", shape))
                yield return tensor;
    }

    private static IEnumerable<GgufTensor> Block(string prefix, SyntheticModelShape shape)
    {
        var width = shape.Embedding;
        var keyValueWidth = shape.KeyValueHeads * shape.HeadDimension;
        yield return Norm(prefix + "attn_norm.weight", width);
        yield return Matrix(prefix + "attn_q.weight", width, width);
        yield return Matrix(prefix + "attn_k.weight", width, keyValueWidth);
        yield return Matrix(prefix + "attn_v.weight", width, keyValueWidth);
        yield return Matrix(prefix + "attn_output.weight", width, width);
        yield return Norm(prefix + "ffn_norm.weight", width);
        yield return Matrix(prefix + "ffn_gate.weight", width, shape.FeedForward);
        yield return Matrix(prefix + "ffn_up.weight", width, shape.FeedForward);
        yield return Matrix(prefix + "ffn_down.weight", shape.FeedForward, width);
    }

    private static GgufTensor Matrix(string name, int inputs, int outputs) => new(name, GgufTensorType.F16, [inputs, outputs]);

    private static GgufTensor Norm(string name, int width) => new(name, GgufTensorType.F32, [width]);
}

/// <param name="Model">The target, in F16.</param>
/// <param name="Draft">One block on the same embeddings and output, in F16: speaks the same words, often the same ones.</param>
public sealed record SyntheticModelFiles(string Model, string Draft);
