using AutoTune.Engines;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>The same setting in other words: an object of JSON, the flag of an earlier version, weights that the engine makes by itself.</summary>
public sealed class FlagSpellingTests
{
    private const string Dense = "meta-llama/Llama-3.1-8B-Instruct";
    private const string Old = "options:\n  --host HOST\n  --port PORT\n  --max-model-len N\n  --speculative-config JSON\n";

    private static readonly CommandContext Context = new() { ModelPath = Dense, DraftModelPath = "org/head", Port = "8000", MaxContext = 8192 };

    [Theory]
    [InlineData("--speculative-config", """{"method": "eagle3", "model": "org/head", "num_speculative_tokens": 5}""", "speculation=eagle3 eagle3_tokens=5")]
    [InlineData("-sc", """{"method":"ngram","num_speculative_tokens":4}""", "speculation=ngram ngram_tokens=4")]
    public void An_object_that_flags_say_too_is_understood(string flag, string json, string settings)
    {
        var engine = HubEngines.Load("vllm", Dense, "h100-sxm");
        var reading = new EngineCommandLine(engine).Read(["serve", Dense, flag, json]);
        Assert.Empty(reading.Raw);
        foreach (var setting in settings.Split(' ').Select(setting => setting.Split('=')))
            Assert.Equal(setting[1], reading.Config[setting[0]].ToString());
    }

    [Fact]
    public void A_member_may_stand_behind_a_dot()
    {
        var reading = new EngineCommandLine(HubEngines.Load("vllm", Dense, "h100-sxm")).Read(["serve", Dense, "--speculative-config.method", "ngram", "--speculative-config.num-speculative-tokens", "2"]);
        Assert.Equal(("ngram", "2"), (reading.Config["speculation"].ToString(), reading.Config["ngram_tokens"].ToString()));
    }

    [Theory]
    [InlineData("""{"method": "ngram", "prompt_lookup_max": 4}""")]
    [InlineData("""{"method": "suffix"}""")]
    [InlineData("not json")]
    public void An_object_that_says_more_is_kept_in_its_own_words_and_named(string json)
    {
        var reading = new EngineCommandLine(HubEngines.Load("vllm", Dense, "h100-sxm")).Read(["serve", Dense, "--speculative-config", json]);
        Assert.Equal(["--speculative-config", json], reading.Raw);
        Assert.Contains(reading.Warnings, warning => warning.Contains(json, StringComparison.Ordinal));
        // Every candidate carries it, so none may have another way of guessing.
        Assert.Equal(1, reading.Branch.Find("speculation")!.Cardinality);
    }

    [Theory]
    [InlineData("vllm", "--speculative-config", """{"num_speculative_tokens":3,"method":"deepseek_mtp"}""")]
    [InlineData("vllm", "--speculative-config.num_speculative_tokens", "3", "--speculative-config.method", "suffix")]
    [InlineData("vllm", "--spec-tokens", "3", "--spec-method", "suffix")]
    [InlineData("sglang", "--speculative-algorithm", "EAGLE", "--speculative-num-steps", "3", "--speculative-eagle-topk", "1", "--speculative-num-draft-tokens", "4")]
    [InlineData("sglang", "--speculative-algorithm", "NEXTN", "--speculative-num-steps", "3", "--speculative-eagle-topk", "2", "--speculative-num-draft-tokens", "6")]
    public void A_way_of_guessing_that_is_outside_the_space_is_kept_with_all_its_words(string name, params string[] words)
    {
        var reading = new EngineCommandLine(HubEngines.Load(name, Dense, "h100-sxm")).Read([.. name == "vllm" ? new[] { "serve", Dense } : ["--model-path", Dense], .. words]);
        Assert.Equal(words.Order(), reading.Raw.Order());
        Assert.Equal(1, reading.Branch.Find("speculation")!.Cardinality);
    }

    [Fact]
    public void A_version_that_knows_only_the_object_is_told_in_one()
    {
        var diagnostics = new Diagnostics();
        var engine = FlagCheck.Check(HubEngines.Load("vllm", Dense, "h100-sxm"), FlagInventory.Parse(Old), "vllm 0.10", diagnostics);
        var config = engine.Branch.Configure(new Dictionary<string, ParameterValue> { ["speculation"] = ParameterValue.Of("eagle3"), ["eagle3_tokens"] = ParameterValue.Of(5L) });
        var words = new EngineCommandLine(engine).Build(config, Context);
        Assert.Equal("""{"method":"eagle3","model":"org/head","num_speculative_tokens":5}""", words[words.ToList().IndexOf("--speculative-config") + 1]);
        Assert.DoesNotContain(words, word => word.StartsWith("--spec-", StringComparison.Ordinal));
        Assert.Equal(config["eagle3_tokens"], new EngineCommandLine(engine).Read([.. words]).Config["eagle3_tokens"]);
    }

    [Theory]
    [InlineData("0.9.2", "--batch 8")]
    [InlineData("v0.10.1-cu129", "--batch 8")]
    [InlineData("0.11.0", "--max-batch 8")]
    [InlineData("latest", "--max-batch 8")]
    [InlineData("cuda12.4-v0.9", "--batch 8")]
    public void An_engine_that_cannot_be_asked_is_spelled_as_its_images_tag_says(string tag, string words) =>
        Assert.EndsWith(words, Line(FlagCheck.OfVersion(Renaming(), tag)), StringComparison.Ordinal);

    [Theory]
    [InlineData("options:\n  --host H\n  --port P\n  --batch N\n", "--batch 8")]
    [InlineData("options:\n  --host H\n  --port P\n  --max-batch N\n", "--max-batch 8")]
    public void An_engine_that_can_be_asked_is_spelled_as_it_says(string help, string words)
    {
        var diagnostics = new Diagnostics();
        Assert.EndsWith(words, Line(FlagCheck.Check(Renaming(), FlagInventory.Parse(help), "acme", diagnostics)), StringComparison.Ordinal);
        Assert.Empty(diagnostics.Items);
    }

    [Fact]
    public void A_former_flag_is_read_back() => Assert.Equal("8", new EngineCommandLine(Renaming()).Read(["acme", "--batch", "8"]).Config["batch"].ToString());

    [Fact]
    public void Weights_that_nobody_published_are_made_by_the_engine()
    {
        var engine = HubEngines.Load("vllm", Dense, "h100-sxm");
        var config = HubEngines.Configure(engine, "weights=fp8");
        Assert.Contains($"serve {Dense} --host 127.0.0.1 --port 8000 --max-model-len 8192 --quantization fp8", string.Join(' ', new EngineCommandLine(engine).Build(config, Context)), StringComparison.Ordinal);
        Assert.Equal(config["weights"], new EngineCommandLine(engine).Read(["serve", Dense, "-q", "fp8"]).Config["weights"]);
        foreach (var path in new[] { "org/other", Dense })    // published; or the model's own
            Assert.DoesNotContain("--quantization", new EngineCommandLine(engine).Build(config, Context with { VariantPaths = new Dictionary<string, string> { ["fp8"] = path } }));
    }

    [Fact]
    public void Another_quantisation_is_kept_as_it_is()
    {
        var reading = new EngineCommandLine(HubEngines.Load("vllm", Dense, "h100-sxm")).Read(["serve", Dense, "--quantization", "bitsandbytes"]);
        Assert.Equal(["--quantization", "bitsandbytes"], reading.Raw);
        Assert.Equal((null, "--quantization bitsandbytes"), (reading.MadeWeights, reading.KeptWeights));
    }

    [Theory]
    [InlineData("options:\n  --max-model-len N\n  --max-num-seqs N\n", true)]
    [InlineData("options:\n  --help  Show groups\nSections: model, cache\n", false)]
    public void A_help_that_lists_no_flag_says_nothing_of_what_there_is(string help, bool lists) => Assert.Equal(lists, HubEngines.Load("vllm", Dense, "h100-sxm").ListsFlags(help));

    [Fact]
    public void A_version_that_cannot_make_them_says_so()
    {
        var diagnostics = new Diagnostics();
        Assert.False(FlagCheck.Check(HubEngines.Load("vllm", Dense, "h100-sxm"), FlagInventory.Parse(Old), "vllm 0.1", diagnostics).MakesWeights("fp8"));
        Assert.Contains(diagnostics.Items, item => item.Message == "'weights' fp8 is not made of the model's own weights: vllm 0.1 lacks --quantization");
    }

    private static EngineDefinition Renaming()
    {
        const string Text = """
            engine: acme
            command: [acme, --model, "{model}", --host, "{host}", --port, "{port}"]
            port: 9000
            readiness: {health: /health, models: /v1/models}
            shutdown: {signal: SIGTERM, grace: 30s}
            parameters:
              batch: {type: integer, range: [1, 512], default: 128, flag: --max-batch, formerly: {flag: --batch, until: "0.10"}}
            """;
        var diagnostics = new Diagnostics();
        var engine = EngineReader.Read(YamlReader.Read(Text, "acme.yaml", diagnostics)!, new Dictionary<string, ParameterValue>(), diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }

    private static string Line(EngineDefinition engine) => string.Join(' ', new EngineCommandLine(engine).Build(engine.Branch.Configure(new Dictionary<string, ParameterValue> { ["batch"] = ParameterValue.Of(8L) }), Context));
}
