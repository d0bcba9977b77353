using System.Text.Json;
using AutoTune.Engines;
using AutoTune.SearchSpaces;
using AutoTune.Tests.SearchSpaces;
using AutoTune.Yaml;
using CsCheck;
using Json.Schema;
using Xunit;

namespace AutoTune.Tests.Engines;

public sealed class LlamaCppTests
{
    private static readonly EngineDefinition Engine = Load();
    private static readonly EngineCommandLine CommandLine = new(Engine);

    private static readonly CommandContext Context = new()
    {
        ModelPath = "/models/chat-F16.gguf",
        VariantPaths = new[] { "F16", "Q8_0", "Q4_K_M", "Q4_0" }.ToDictionary(name => name, name => $"/models/chat-{name}.gguf"),
        DraftModelPath = "/models/draft.gguf",
        Port = "9000",
        MaxContext = 512,
    };

    [Fact]
    public void The_vendor_default_is_a_bare_start_with_what_every_start_needs() =>
        Assert.Equal(
            "--model /models/chat-F16.gguf --host 127.0.0.1 --port 9000 --metrics --fit off --no-webui --ctx-size 2048",
            string.Join(' ', CommandLine.Build(Engine.Branch.VendorDefault(), Context)));

    [Theory]
    [InlineData("slots=8", "--ctx-size 4096 --parallel 8 --kv-unified")]
    [InlineData("slots=8 kv_unified=false", "--ctx-size 4096 --parallel 8")]
    [InlineData("kv_unified=false", "--ctx-size 2048 --no-kv-unified")]
    [InlineData("threads=1", "--ctx-size 2048 --threads 1 --threads-batch 4")]
    [InlineData("threads=2 threads_batch=2", "--ctx-size 2048 --threads 2")]
    [InlineData("speculation=draft draft_tokens=5", "--ctx-size 2048 --spec-type draft-simple --spec-draft-model /models/draft.gguf --spec-draft-n-max 5")]
    [InlineData("cache_type_v=q8_0 flash_attention=on", "--ctx-size 2048 --cache-type-v q8_0")]
    public void A_command_line_carries_what_the_engine_would_not_do_by_itself(string settings, string tail) =>
        Assert.EndsWith("--no-webui " + tail, string.Join(' ', CommandLine.Build(Configure(settings), Context)));

    [Fact]
    public void Every_configuration_is_read_back_from_its_command_line() =>
        Spaces.Any(Engine.Branch).Sample(
            config =>
            {
                var reading = CommandLine.Read([Engine.Program, .. CommandLine.Build(config, Context)], CommandLine.Environment(config));
                Assert.Equal(config.Key, reading.Config.Key);
                Assert.Empty(reading.Raw);
                Assert.Empty(reading.Environment);
                Assert.Empty(reading.Warnings);
                Assert.Equal((512, 9000), (reading.Context, reading.Port));
            },
            iter: 3000, seed: "0000000000001", threads: 1);

    [Fact]
    public void A_line_that_a_person_wrote_is_read_in_any_order_and_spelling()
    {
        var reading = CommandLine.Read(
            ["/opt/llama-server", "-np", "8", "--mlock", "-c", "16384", "--threads=2", "-m", "chat-Q4_0.gguf", "-kvu", "--temp", "-0.5", "-b", "100000", "-fa", "on", "--api-key", "abc", "--fit", "on"],
            new Dictionary<string, string> { ["LLAMA_ARG_UBATCH"] = "128", ["OMP_WAIT_POLICY"] = "passive", ["GOMP_SPINCOUNT"] = "1000", ["HF_TOKEN"] = "secret" });
        Assert.Equal(Configure("slots=8 threads=2 threads_batch=2 weights=Q4_0 ubatch=128 wait_policy=passive batch=100000", reading.Branch), reading.Config);
        Assert.Equal(["--mlock", "--temp", "-0.5"], reading.Raw);
        Assert.Equal("GOMP_SPINCOUNT=1000", string.Join(' ', reading.Environment.Select(one => $"{one.Key}={one.Value}")));
        Assert.Equal(("chat-Q4_0.gguf", 2048, 16384), (reading.Model, reading.Context, reading.LargestRequest));
        Assert.Equal(
            [
                "HF_TOKEN is a secret and is not kept; its value is taken from AutoTune's own environment",
                "--mlock is outside the space; it is kept as it is",
                "--temp -0.5 is outside the space; it is kept as it is",
                "--api-key carries a secret and is not kept; hand it over by environment",
                "-b 100000 is outside the space ('batch': a whole number from 32 to 4096); the range is widened to it",
                "--fit on is not kept: AutoTune starts the engine with --fit off",
            ],
            reading.Warnings);
    }

    [Theory]
    [InlineData("--parallel 4", "kv_unified=false", 512)]
    [InlineData("--parallel -1", "", 512)]
    [InlineData("--flash-attn auto", "", 512)]
    [InlineData("--no-kv-unified", "kv_unified=false", 512)]
    [InlineData("--spec-type ngram-mod --spec-ngram-mod-n-max 16", "speculation=ngram_mod ngram_mod_tokens=16", 512)]
    public void The_engines_own_rules_say_what_an_absent_flag_means(string words, string settings, int context)
    {
        var reading = CommandLine.Read(["-m", "chat-F16.gguf", "-c", "2048", .. words.Split(' ')]);
        Assert.Equal(Configure(settings), reading.Config);
        Assert.Equal(context, reading.Context);
    }

    [Theory]
    [InlineData("--spec-type draft-eagle3", "speculation", "off")]
    [InlineData("-ctk q5_0", "cache_type_k", "f16")]
    public void A_setting_that_cannot_be_expressed_is_kept_and_no_candidate_searches_it(string words, string parameter, string value)
    {
        var reading = CommandLine.Read(["-m", "chat-F16.gguf", .. words.Split(' ')]);
        Assert.Equal(words, string.Join(' ', reading.Raw));
        Assert.Equal(value, reading.Config[parameter].ToString());
        Assert.Equal(1, reading.Branch.Find(parameter)!.Cardinality);
        Assert.Contains($"; '{parameter}' is not searched, and it is kept as it is", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-np six", "-np six is no value of 'slots': a whole number from 1 to 64")]
    [InlineData("-b 0", "-b 0 is no value of 'batch': a whole number from 32 to 4096")]
    [InlineData("-t 1.5", "-t 1.5 is no value of 'threads': a whole number from 1 to 4")]
    [InlineData("-c large", "-c large is no number of tokens")]
    public void A_word_that_is_no_number_is_an_error(string words, string error) =>
        Assert.Equal(error, Assert.Single(CommandLine.Read(["-m", "chat-F16.gguf", .. words.Split(' ')]).Errors));

    [Fact]
    public void A_flag_without_effect_is_left_out()
    {
        var reading = CommandLine.Read(["-m", "chat-F16.gguf", "--spec-draft-n-max", "4"]);
        Assert.Empty(reading.Raw);
        Assert.Equal("--spec-draft-n-max 4 has no effect (it needs speculation = draft); it is left out", Assert.Single(reading.Warnings));
    }

    [Fact]
    public void Words_that_are_passed_through_must_be_flags_of_the_engine()
    {
        var diagnostics = new Diagnostics();
        FlagCheck.CheckPassed(new(["--keep", "-1", "--rope-freq-bas", "4", "--yarn-orig-ctx=-5", "--nothing-like-it"], new("study.yaml", 3, 1)), RecordedHelp(), "llama-server 1", diagnostics);
        Assert.Equal(
            ["study.yaml:3:1: llama-server 1 has no --rope-freq-bas; did you mean --rope-freq-base?", "study.yaml:3:1: llama-server 1 has no --nothing-like-it"],
            diagnostics.Items.Select(item => item.ToString()));
    }

    [Fact]
    public void Every_flag_is_in_the_help_that_was_recorded()
    {
        var diagnostics = new Diagnostics();
        var checkedEngine = FlagCheck.Check(Engine, RecordedHelp(), "llama-server", diagnostics);
        Assert.Empty(diagnostics.Items);
        Assert.Equal(Engine.Always.Count, checkedEngine.Always.Count);
        Assert.Equal(Engine.Branch.Seeds.Count, checkedEngine.Branch.Seeds.Count);
    }

    [Fact]
    public void Flags_that_this_version_lacks_leave_the_space_with_a_warning()
    {
        var help = string.Join('\n', File.ReadAllLines(HelpPath).Where(line => !line.StartsWith("--cache-reuse", StringComparison.Ordinal) && !line.StartsWith("--spec-ngram-mod-n-match", StringComparison.Ordinal) && !line.StartsWith("-fit, ", StringComparison.Ordinal)))
            .Replace("draft-dspark,ngram-simple,", "draft-dspark,").Replace("f32, f16, bf16, q8_0, q4_0,", "f32, f16, bf16, q8_0,");
        var diagnostics = new Diagnostics();
        var engine = FlagCheck.Check(Engine, FlagInventory.Parse(help), "llama-server 1", diagnostics);
        Assert.Equal(
            [
                "llama-server 1 lacks --fit; it is left out",
                "'cache_type_k' is searched without q4_0: llama-server 1 has no such value",
                "'cache_type_v' is searched without q4_0: llama-server 1 has no such value",
                "'cache_reuse' is not searched: llama-server 1 lacks --cache-reuse",
                "'speculation' is searched without 'ngram_simple': llama-server 1 lacks --spec-type ngram-simple",
                "'ngram_mod_match' is not searched: llama-server 1 lacks --spec-ngram-mod-n-match",
            ],
            diagnostics.Items.Select(item => item.Message));
        Assert.DoesNotContain("--fit", new EngineCommandLine(engine).Build(engine.Branch.VendorDefault(), Context));
        var fix = new Diagnostics();
        SpaceNarrowing.Narrow(new([engine.Branch]), new() { Fix = new Dictionary<string, ParameterValue> { ["cache_reuse"] = ParameterValue.Of(256L) } }, fix);
        Assert.Equal("'cache_reuse' cannot be 256: llama-server 1 lacks --cache-reuse", Assert.Single(fix.Items).Message);
    }

    [Fact]
    public void Help_is_read_with_spellings_values_and_variables()
    {
        var help = RecordedHelp();
        Assert.Equal(["-kvu", "--kv-unified", "-no-kvu", "--no-kv-unified"], help.Find("--kv-unified")!.Spellings);
        Assert.False(help.Find("-kvu")!.TakesValue);
        Assert.Equal(["on", "off", "auto"], help.Find("-fa")!.AllowedValues);
        Assert.Contains("iq4_nl", help.Find("--cache-type-k")!.AllowedValues);
        Assert.Contains("ngram-mod", help.Find("--spec-type")!.AllowedValues);
        Assert.Equal("LLAMA_ARG_N_PARALLEL", help.Find("-np")!.EnvironmentVariable);
        Assert.Null(help.Find("--draft-max"));
    }

    [Fact]
    public void A_space_without_a_draft_model_never_drafts()
    {
        var engine = Load(new Dictionary<string, ParameterValue> { ["cores"] = ParameterValue.Of(4L), [SpaceFacts.HasDraftModel] = ParameterValue.Of(false) });
        Assert.DoesNotContain(engine.Branch.Seeds, seed => seed.Set.ContainsKey("draft_tokens"));
        Assert.NotNull(engine.Branch.BrokenRule(engine.Branch.Configure(new Dictionary<string, ParameterValue> { ["speculation"] = ParameterValue.Of("draft") })));
    }

    [Theory]
    [InlineData("ubatch=2048 batch=512", "ubatch <= batch")]
    [InlineData("slots=64 batch=32 ubatch=32", "slots <= batch")]
    [InlineData("cache_type_v=q8_0 flash_attention=off", "cache_type_v != 'f16' => flash_attention == 'on'")]
    [InlineData("split_mode=tensor", "split_mode == 'tensor' => flash_attention == 'on' and cache_type_k == 'f16' and cache_type_v == 'f16' and model.experts == 0")]
    [InlineData("experts_on_processor=100", "experts_on_processor <= model.layers")]
    [InlineData("speculation=draft draft_tokens=2 draft_tokens_min=3", "draft_tokens_min <= draft_tokens")]
    [InlineData("speculation=ngram_mod ngram_mod_tokens=4 ngram_mod_tokens_min=8", "ngram_mod_tokens_min <= ngram_mod_tokens")]
    [InlineData("speculation=draft", "speculation == 'draft' => model.has_draft")]
    public void What_the_server_would_refuse_breaks_a_rule_of_a_mixture_of_experts_on_gpus(string settings, string rule) =>
        Assert.Equal(rule, HubEngines.BrokenRule("llama-cpp", "Qwen/Qwen3-30B-A3B", "h100-sxm", settings));

    [Theory]
    [InlineData("llama-cpp", "h100-sxm", "ghcr.io/ggml-org/llama.cpp:server-cuda")]
    [InlineData("llama-cpp", "mi300x", "ghcr.io/ggml-org/llama.cpp:server-rocm")]
    [InlineData("vllm", "h100-sxm", "vllm/vllm-openai:v0.27.1")]
    [InlineData("vllm", "mi300x", "vllm/vllm-openai-rocm:v0.27.1")]
    public void An_image_is_the_devices(string engine, string gpu, string image) => Assert.Equal(image, HubEngines.Load(engine, "meta-llama/Llama-3.1-8B-Instruct", gpu).Image);

    [Fact]
    public void A_processor_has_the_plain_image_and_nothing_to_offload()
    {
        Assert.Equal("ghcr.io/ggml-org/llama.cpp:server", Engine.Image);
        Assert.DoesNotContain("split_mode", Engine.Branch.VendorDefault().Values.Keys);
    }

    [Fact]
    public void An_unknown_engine_names_the_nearest()
    {
        var diagnostics = new Diagnostics();
        Assert.Null(EngineCatalog.Load("lama-cpp", ".", facts: null, diagnostics));
        Assert.StartsWith("there is no engine 'lama-cpp'; did you mean 'llama-cpp'?", Assert.Single(diagnostics.Items).Message);
    }

    [Fact]
    public void The_schema_is_current_and_the_space_conforms_to_it()
    {
        var path = Path.Combine(Repository, "search-spaces", "search-space.schema.json");
        if (Environment.GetEnvironmentVariable("AUTOTUNE_UPDATE_SCHEMAS") == "1")
            File.WriteAllText(path, EngineKeys.Schema());
        Assert.Equal(EngineKeys.Schema(), File.ReadAllText(path));
        var schema = JsonSchema.FromText(File.ReadAllText(path));
        Assert.True(schema.Evaluate(AsJson(EngineCatalog.Text("llama-cpp"))).IsValid);
        Assert.False(schema.Evaluate(AsJson(EngineCatalog.Text("llama-cpp").Replace("scale: log", "scael: log"))).IsValid);
        Assert.False(schema.Evaluate(AsJson(EngineCatalog.Text("llama-cpp").Replace("port: 8080", "port: many"))).IsValid);
        Assert.True(schema.Evaluate(AsJson(Spaces.Example)).IsValid);
    }

    private static string Repository { get; } = Root(AppContext.BaseDirectory);

    private static string HelpPath => Path.Combine(Repository, "tests", "AutoTune.Tests", "Engines", "llama-server-help.txt");

    private static FlagInventory RecordedHelp() => FlagInventory.Parse(File.ReadAllText(HelpPath));

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "AutoTune.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    private static JsonElement AsJson(string yaml)
    {
        var diagnostics = new Diagnostics();
        return JsonSerializer.SerializeToElement(Plain(YamlReader.Read(yaml, "f.yaml", diagnostics)!));
    }

    private static object? Plain(YamlValue value) => value switch
    {
        YamlValue.Mapping map => map.Entries.ToDictionary(entry => entry.Key, entry => Plain(entry.Value)),
        YamlValue.Sequence list => list.Items.Select(Plain).ToArray(),
        YamlValue.Scalar { IsQuoted: false } scalar when YamlScalars.Integer(scalar.Text) is { } number => number,
        YamlValue.Scalar { IsQuoted: false } scalar when YamlScalars.Real(scalar.Text) is { } number => number,
        YamlValue.Scalar { IsQuoted: false } scalar when YamlScalars.Boolean(scalar.Text) is { } truth => truth,
        _ => ((YamlValue.Scalar)value).Text,
    };

    private static ServingConfig Configure(string settings, SpaceBranch? branch = null) => (branch ?? Engine.Branch).Configure(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('='))
        .ToDictionary(setting => setting[0], setting => SpaceValues.Of(new YamlValue.Scalar(setting[1], IsQuoted: false, default))));

    private static EngineDefinition Load(IReadOnlyDictionary<string, ParameterValue>? facts = null)
    {
        var diagnostics = new Diagnostics();
        var engine = EngineCatalog.Load("llama-cpp", ".", facts ?? new Dictionary<string, ParameterValue> { ["cores"] = ParameterValue.Of(4L) }, diagnostics);
        Assert.Equal("", string.Join('\n', diagnostics.Items));
        return engine!;
    }
}
