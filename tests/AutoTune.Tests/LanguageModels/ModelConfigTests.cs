using AutoTune.LanguageModels;
using Xunit;

namespace AutoTune.Tests.LanguageModels;

/// <summary>Sizes from <c>config.json</c>, in the shapes that publishers give it.</summary>
public sealed class ModelConfigTests
{
    private const string Sizes = """
        "num_hidden_layers": 24, "hidden_size": 2880, "num_attention_heads": 64, "num_key_value_heads": 8, "intermediate_size": 2880, "vocab_size": 201088, "max_position_embeddings": 131072
        """;

    [Fact]
    public void A_dense_model_is_read()
    {
        var model = Read("\"model_type\": \"qwen3\", \"head_dim\": 128, \"torch_dtype\": \"bfloat16\", \"tie_word_embeddings\": true, \"sliding_window\": null");
        Assert.Equal(("qwen3", 24, 64, 8, 128, true, "bf16"), (model.Architecture, model.Layers, model.Heads, model.KvHeads, model.HeadSize, model.TiesEmbeddings, model.Precision));
        Assert.Equal((null, null, null), (model.Experts, model.Latent, model.Window));
    }

    [Theory]
    [InlineData("\"num_local_experts\": 32, \"experts_per_token\": 4", 32, 4, 2880, 0, 0)]                                       // gpt-oss
    [InlineData("\"num_experts\": 128, \"num_experts_per_tok\": 8, \"moe_intermediate_size\": 768", 128, 8, 768, 0, 0)]        // Qwen3
    [InlineData("\"n_routed_experts\": 256, \"num_experts_per_tok\": 8, \"moe_intermediate_size\": 2048, \"n_shared_experts\": 1, \"first_k_dense_replace\": 3", 256, 8, 2048, 1, 3)]    // DeepSeek
    public void Experts_go_by_several_names(string more, int count, int perToken, int feedForward, int shared, int dense) =>
        Assert.Equal(new ModelExperts(count, perToken, feedForward, shared, dense), Read(more).Experts);

    [Theory]
    [InlineData("\"sliding_window\": 128, \"layer_types\": [\"sliding_attention\", \"full_attention\", \"sliding_attention\"]", 128, 1)]
    [InlineData("\"sliding_window\": 1024, \"sliding_window_pattern\": 6", 1024, 4)]
    [InlineData("\"sliding_window\": 4096", 4096, 0)]
    public void Windows_are_read_with_the_layers_that_have_none(string more, int tokens, int full) => Assert.Equal(new SlidingWindow(tokens, full), Read(more).Window);

    [Fact]
    public void A_window_that_is_switched_off_is_none() => Assert.Null(Read("\"sliding_window\": 131072, \"use_sliding_window\": false").Window);

    [Fact]
    public void Compressed_attention_is_read() => Assert.Equal(
        new LatentAttention(1536, 512, 64, 128, 128),
        Read("\"q_lora_rank\": 1536, \"kv_lora_rank\": 512, \"qk_rope_head_dim\": 64, \"qk_nope_head_dim\": 128, \"v_head_dim\": 128").Latent);

    [Fact]
    public void The_text_part_of_a_model_that_sees_is_read() => Assert.Equal(24, ModelConfig.Read($"{{\"model_type\": \"gemma3\", \"vision_config\": {{\"hidden_size\": 1152}}, \"text_config\": {{{Sizes}}}}}").Layers);

    [Fact]
    public void Quantised_weights_are_told_by_their_method() => Assert.Equal("awq", Read("\"torch_dtype\": \"float16\", \"quantization_config\": {\"quant_method\": \"awq\", \"bits\": 4}").Precision);

    [Theory]
    [InlineData("{}", "a model's configuration needs 'num_hidden_layers'")]
    [InlineData("[]", "a model's config.json is one JSON object")]
    [InlineData("{\"num_hidden_layers\": ", "it is no JSON: ")]
    [InlineData("{\"num_hidden_layers\": \"many\"}", "a model's configuration needs 'num_hidden_layers'")]
    public void What_is_no_configuration_is_one_clear_error(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ModelConfig.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_hubs_own_cache_has_the_latest_snapshot()
    {
        var folder = Directory.CreateTempSubdirectory("autotune-test-").FullName;
        foreach (var (revision, day) in new[] { ("old", 1), ("new", 2) })
        {
            var snapshot = Directory.CreateDirectory(Path.Combine(folder, "models--org--name", "snapshots", revision));
            File.WriteAllText(Path.Combine(snapshot.FullName, "config.json"), "{}");
            snapshot.LastWriteTimeUtc = new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc);
        }
        Assert.EndsWith(Path.Combine("new", "config.json"), HubCache.ConfigOf("org/name", folder), StringComparison.Ordinal);
        Assert.Null(HubCache.ConfigOf("org/other", folder));
        Directory.Delete(folder, recursive: true);
    }

    private static ModelDimensions Read(string more) => ModelConfig.Read($"{{{Sizes}, {more}}}");
}
