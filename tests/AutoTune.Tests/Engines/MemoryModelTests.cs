using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;
using AutoTune.Tests.Architecture;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines;

public sealed class MemoryModelTests
{
    private const double Gib = 1L << 30;

    private static readonly IReadOnlyList<MemoryCase> Logs = MemoryCase.Read(Path.Combine(Repository.Root, "results", "benchmarks", "memory", "cases.yaml"));

    [Fact]
    public void Half_of_the_logged_caches_are_predicted_within_three_per_cent()
    {
        var errors = Logs.Select(log => Math.Abs(log.Error)).Order().ToArray();
        Assert.Equal(26, errors.Length);
        Assert.InRange(errors[errors.Length / 2], 0, 0.03);
        Assert.Equal(
            ["vllm-v0-deepseek-coder-6.7b-t4-tp2", "vllm-v0-llama2-70b-a100-tp4", "vllm-v1-qwen2-7b-a100-80-tp1-u0.25", "vllm-v1-qwen3-235b-fp8-h100-tp4"],
            Logs.Where(log => Math.Abs(log.Error) > 0.15).Select(log => log.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", "bf16", 1, 1, 14.96)]            // 14.99 logged
    [InlineData("meta-llama/Llama-3.1-70B", "fp8", 2, 1, 33.83)]            // 33.88 logged: embeddings stay in 16 bits
    [InlineData("openai/gpt-oss-120b", "mxfp4", 1, 1, 64.48)]               // 64.38 logged: experts alone in 4 bits, padded to 256
    [InlineData("meta-llama/Llama-3.1-70B", "bf16", 4, 2, 16.92)]
    public void Weights_of_one_gpu_are_those_that_engines_log(string model, string precision, int tensor, int pipeline, double gib) =>
        Assert.Equal(gib, WeightBytes.OnEachGpu(ModelCatalogue.Find(model)!, precision, new(tensor, tensor, pipeline))!.Value / Gib, 2);

    [Fact]
    public void A_cache_is_what_the_engines_formula_leaves()
    {
        var engine = HubEngines.Load("vllm", "meta-llama/Llama-3.1-8B", "h100-sxm");
        var model = ModelCatalogue.Find("meta-llama/Llama-3.1-8B")!;
        var sheet = new MemoryModel(engine, model, 79.18).SheetOf(HubEngines.Configure(engine, "gpu_memory_utilization=0.9 max_num_seqs=256 max_num_batched_tokens=2048"))!;
        Assert.Equal(0.9 * 79.18 - 14.96 - 38.9 * 256 * 128256 / Gib - 0.13 - 0.5, sheet.KvCache, 2);
        Assert.Equal(2 * 32 * 8 * 128 * 2, sheet.BytesPerToken);
        Assert.Equal((long)(sheet.KvCache * Gib / sheet.BytesPerToken / 16) * 16, sheet.KvTokens);
        Assert.Equal(8192 * sheet.BytesPerToken / Gib, sheet.Needed, 6);
    }

    [Fact]
    public void What_guesses_tokens_takes_room_of_its_own()
    {
        var (target, draft) = (ModelCatalogue.Find("meta-llama/Llama-3.1-70B-Instruct")!, ModelCatalogue.Find("meta-llama/Llama-3.2-1B-Instruct")!);
        var engine = HubEngines.Load("vllm", target, GpuCatalogue.Find("h100-sxm")!, context: 8192, hasDraft: true);
        MemorySheet Sheet(string speculation, ModelDimensions? small) => new MemoryModel(engine, target, 79.18, small).SheetOf(HubEngines.Configure(engine, $"tensor_parallel=4 speculation={speculation}"))!;
        var plain = Sheet("off", draft);
        Assert.Equal(2.302 / 4, Sheet("draft", draft).Weights - plain.Weights, 2);    // 1.24 billion numbers of 16 bits
        Assert.Equal(2 * 16 * 8 * 64 * 2 / 4, Sheet("draft", draft).BytesPerToken - plain.BytesPerToken);
        Assert.Equal(plain.Weights, Sheet("draft", null).Weights);                   // its sizes are not known
        Assert.Equal(1.59 / 4, Sheet("eagle3", null).Weights - plain.Weights, 2);    // about one of eighty layers
        Assert.Equal(plain.Weights, Sheet("ngram", draft).Weights);
    }

    [Theory]
    [InlineData("", "does not fit: the weights alone take 131.4 of a GPU's 79.2 GiB")]
    [InlineData("tensor_parallel=2 gpu_memory_utilization=0.85", "does not fit: of a GPU's 79.2 GiB weights take 65.7, which leaves 0.0 for a cache that needs 1.3")]
    [InlineData("tensor_parallel=4", null)]
    [InlineData("tensor_parallel=3", "breaks the rule 'model.heads % tensor_parallel == 0'")]
    public void What_cannot_fit_is_refused_in_words(string settings, string? refusal)
    {
        var engine = HubEngines.Load("vllm", "meta-llama/Llama-3.1-70B", "h100-sxm");
        var config = settings.Length == 0 ? engine.Branch.VendorDefault() : HubEngines.Configure(engine, settings);
        Assert.Equal(refusal, Admission(engine).Admit(config).Refusal);
    }

    [Fact]
    public void What_is_within_the_models_error_may_be_tried_with_its_probability()
    {
        var engine = HubEngines.Load("vllm", "meta-llama/Llama-3.1-70B", "h100-sxm");
        var near = HubEngines.Configure(engine, "tensor_parallel=2 gpu_memory_utilization=0.92 max_num_seqs=256 max_num_batched_tokens=2048");
        var admission = Admission(engine).Admit(near);
        Assert.True(admission.IsAdmitted);
        Assert.InRange(admission.Feasibility, 0.99, 1);
        Assert.InRange(Admission(engine).Admit(HubEngines.Configure(engine, "tensor_parallel=2 gpu_memory_utilization=0.89 max_num_seqs=256 max_num_batched_tokens=2048")).Feasibility, 0.3, 0.99);
    }

    [Fact]
    public void Each_logged_cache_moves_the_model_to_what_engines_really_give()
    {
        var engine = HubEngines.Load("vllm", "meta-llama/Llama-3.1-70B", "h100-sxm");
        var four = HubEngines.Configure(engine, "tensor_parallel=4");
        var before = Admission(engine);
        var sheet = before.SheetOf(four)!;
        var after = before.After([(four, (long)(sheet.KvTokens * 0.9))]);
        Assert.Equal(sheet.KvCache * 0.9, after.SheetOf(four)!.KvCache, 2);
        Assert.Equal(sheet.Error / Math.Sqrt(2), after.SheetOf(four)!.Error, 6);
        var eight = HubEngines.Configure(engine, "tensor_parallel=8");
        Assert.Equal(before.SheetOf(eight)!.KvCache - sheet.KvCache * 0.1, after.SheetOf(eight)!.KvCache, 2);
    }

    [Theory]
    [InlineData("memory: {kv_cache: memory.total - memory.wights, error_gib: 1}", "there is no parameter or fact 'memory.wights'; did you mean 'memory.weights'?")]
    [InlineData("memory: {error_gib: 1}", "'memory' needs the key 'kv_cache'")]
    [InlineData("memory: {kv_cache: memory.total > 1, error_gib: 1}", "'memory.total > 1' must be a number")]
    [InlineData("memory: {kv_cache: memory.total, error_gib: 1, logged: 'tokens ([0-9]+'}", "'logged' is no pattern: ")]
    [InlineData("memory: {kv_cache: memory.total, error_gib: 1, logged: 'tokens [0-9]+'}", "'logged' needs a group around the number of tokens")]
    [InlineData("speed: {bandwidth: 2}", "'bandwidth' is 2; allowed: 0.01 to 1")]
    public void A_wrong_section_is_one_clear_error(string section, string message)
    {
        var diagnostics = new Diagnostics();
        var text = EngineCatalog.Text("llama-cpp");
        var without = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("speed:", StringComparison.Ordinal)));
        var cut = without.IndexOf("\nmemory:", StringComparison.Ordinal);
        var end = without.IndexOf("\n#", cut, StringComparison.Ordinal);
        EngineReader.Read(YamlReader.Read(without[..cut] + "\n" + section + without[end..], "engine.yaml", diagnostics)!, new Dictionary<string, ParameterValue>(GpuFacts.Of(null)) { [SpaceFacts.Cores] = ParameterValue.Of(2L), [SpaceFacts.Gpus] = ParameterValue.Of(0L) }, diagnostics);
        Assert.Contains(message, Assert.Single(diagnostics.Items, item => item.Severity == Severity.Error).Message, StringComparison.Ordinal);
    }

    private static MemoryAdmission Admission(EngineDefinition engine) => new(
        new RuleAdmission(new([engine.Branch])),
        new Dictionary<string, MemoryModel> { [engine.Name] = new(engine, ModelCatalogue.Find("meta-llama/Llama-3.1-70B")!, GpuCatalogue.Find("h100-sxm")!.UsableGib) });
}
