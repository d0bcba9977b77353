using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.Tests.Provisioning;

public sealed class GgufHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_synthetic_model_says_what_it_is()
    {
        var shape = new SyntheticModelShape { Layers = 2, Embedding = 256, FeedForward = 512, Heads = 4, KeyValueHeads = 2, Vocabulary = 800, ContextLength = 512 };
        var path = Write(output => new SyntheticModel(shape, seed: 3).Write(output, shape));

        Assert.Equal(
            new GgufHeader
            {
                Architecture = "llama",
                Precision = "F16",
                Layers = 2,
                EmbeddingLength = 256,
                FeedForwardLength = 512,
                Heads = 4,
                KeyValueHeads = 2,
                HeadDimension = 64,
                VocabularySize = 800,
                ContextLength = 512,
            },
            GgufHeader.Read(path));
    }

    [Fact]
    public void A_mixture_of_experts_says_how_many_there_are()
    {
        var writer = Minimal("qwen3moe");
        writer.Add("qwen3moe.expert_count", 128u);
        writer.Add("qwen3moe.expert_used_count", 8u);
        writer.Add("qwen3moe.expert_feed_forward_length", 768u);
        writer.Add("tokenizer.ggml.tokens", ["a", "b", "c"]);

        var header = GgufHeader.Read(Write(writer));

        Assert.Equal((128, 8, 768, 0, 0), (header.Experts, header.ExpertsPerToken, header.ExpertFeedForward, header.SharedExperts, header.LayersWithoutExperts));
    }

    [Fact]
    public void What_other_models_leave_out_or_say_per_layer_is_filled_in()
    {
        var writer = Minimal("qwen3");
        writer.Add("general.file_type", 15u);
        writer.Add("qwen3.attention.key_length", 128u);
        writer.Add("qwen3.feed_forward_length", [100, 300, 200]);
        writer.Add("tokenizer.ggml.tokens", ["a", "b", "c"]);

        var header = GgufHeader.Read(Write(writer));

        Assert.Equal("Q4_K_M", header.Precision);
        Assert.Equal(128, header.HeadDimension);
        Assert.Equal(8, header.KeyValueHeads);
        Assert.Equal(300, header.FeedForwardLength);
        Assert.Equal(3, header.VocabularySize);
    }

    [Fact]
    public void A_file_cut_off_anywhere_in_its_metadata_is_refused_by_name()
    {
        var whole = File.ReadAllBytes(Write(Minimal("llama")));

        for (var length = 0; length < whole.Length - 32; length++)
        {
            var path = _folder["cut.gguf"];
            File.WriteAllBytes(path, whole[..length]);
            var error = Assert.Throws<InvalidDataException>(() => GgufHeader.Read(path));
            Assert.StartsWith($"{path} is not a usable GGUF file: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_kind_of_file_is_refused()
    {
        var path = _folder.Write("model.gguf", "PK archive, certainly no model");

        var error = Assert.Throws<InvalidDataException>(() => GgufHeader.Read(path));

        Assert.Equal($"{path} is not a usable GGUF file: it does not begin with GGUF.", error.Message);
    }

    [Fact]
    public void A_model_without_layers_is_refused()
    {
        var writer = new GgufWriter();
        writer.Add("general.architecture", "llama");
        writer.Add("llama.attention.head_count", 8u);
        writer.Add("llama.embedding_length", 64u);

        var error = Assert.Throws<InvalidDataException>(() => GgufHeader.Read(Write(writer)));

        Assert.EndsWith("it has no llama.block_count.", error.Message, StringComparison.Ordinal);
    }

    private static GgufWriter Minimal(string architecture)
    {
        var writer = new GgufWriter();
        writer.Add("general.architecture", architecture);
        writer.Add($"{architecture}.block_count", 3u);
        writer.Add($"{architecture}.embedding_length", 512u);
        writer.Add($"{architecture}.attention.head_count", 8u);
        writer.Add($"{architecture}.context_length", 4096u);
        return writer;
    }

    private string Write(GgufWriter writer) => Write(output => writer.WriteTo(output, (_, _) => { }));

    private string Write(Action<Stream> write)
    {
        var path = _folder["model.gguf"];
        using var output = File.Create(path);
        write(output);
        return path;
    }
}
