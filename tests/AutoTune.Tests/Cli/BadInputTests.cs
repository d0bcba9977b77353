using System.CommandLine;
using AutoTune.Cli;
using AutoTune.Cli.Commands;
using AutoTune.Cli.Composition;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Cli;

/// <summary>What a user did wrong is one clear error: its place, what is allowed, the nearest name. An <see cref="InvalidInputException"/> is exit code 2.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly BadStudies _studies = new();

    public void Dispose() => _studies.Dispose();

    [Fact]
    public void The_good_study_is_good()
    {
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", BadStudies.Good), new());
        Assert.Equal("bad", ready.Study.Name);
    }

    [Theory]
    [InlineData("slo: {", "slo: {ttfs: 1s, ", "study.yaml:7:7: unknown key 'ttfs' in 'slo'; did you mean 'ttft'? allowed: ttft, tpot, e2e, attainment, percentile")]
    [InlineData("budget: {time: 10m", "bugdet: {time: 10m", "study.yaml:9:1: unknown key 'bugdet' in the study; did you mean 'budget'?")]
    [InlineData("trials: 16", "trials: many", "study.yaml:9:29: 'trials' must be a whole number, not 'many'")]
    [InlineData("trials: 16", "trials: 0", "study.yaml:9:29: 'trials' is 0; allowed: 1 to 1000000")]
    [InlineData("attainment: 90%", "attainment: 190%", "study.yaml:7:44: 'attainment' must be from 0% to 100%; '190%' is outside")]
    [InlineData("ttft: 500ms", "ttft: 0ms", "study.yaml:7:13: 'ttft' must be above zero")]
    [InlineData("slo: {ttft: 500ms, tpot: 50ms, attainment: 90%}", "slo: {attainment: 90%}", "study.yaml:7:6: an SLO needs at least one limit: ttft, tpot or e2e")]
    [InlineData("budget: {time: 10m, trials: 16}", "budget: {}", "study.yaml:9:9: the budget is empty: give time (such as 30m), trials, or both")]
    [InlineData("time: 10m", "time: 10", "study.yaml:9:16: 'time' must be a time with its unit, such as 500ms, 60s, 30m or 8h, not '10'")]
    [InlineData("model: synthetic", "model: ./gone.gguf", "study.yaml:2:8: the model file gone.gguf does not exist")]
    [InlineData("model: synthetic", "model: meta/Llama", "study.yaml:2:8: the model 'meta/Llama' is neither 'synthetic' nor a GGUF file")]
    [InlineData("engines: [llama-cpp]", "engines: [llama-ccp]", "study.yaml:3:11: there is no engine 'llama-ccp'; did you mean 'llama-cpp'? allowed: ")]
    [InlineData("engines: [llama-cpp]", "engines: [./gone.yaml]", "gone.yaml: there is no such file")]
    [InlineData("engines: [llama-cpp]", "engines: []", "study.yaml:3:10: at least one engine is needed")]
    [InlineData("launcher: process", "launcher: proces", "study.yaml:5:11: 'launcher' cannot be 'proces'; did you mean 'process'? allowed: process")]
    [InlineData("launcher: process", "strategy: nsga3", "study.yaml:5:11: there is no strategy 'nsga3'; did you mean 'nsga2'? allowed: nsga2, random")]
    [InlineData("weights: [F16, Q8_0]", "weights: [F16, Q8]", "study.yaml:4:12: 'Q8' is no precision of weights; ")]
    [InlineData("launcher: process", "raw: {vllm: [--x]}", "study.yaml:5:6: 'raw' names 'vllm', which is none of the study's engines")]
    [InlineData("launcher: process", "baseline: {slotz: 4}", "study.yaml:5:19: the baseline names no parameter of llama-cpp: 'slotz'; did you mean 'slots'?")]
    [InlineData("launcher: process", "baseline: {slots: 400}", "study.yaml:5:19: the baseline's 'slots' cannot be 400: it is a whole number from 1 to 64")]
    [InlineData("launcher: process", "baseline: ./gone.sh", "study.yaml:5:11: the baseline ")]
    [InlineData("launcher: process", "limit: {slots: [1, 640]}", "study.yaml:5:16: 'slots' cannot be 640; allowed: a whole number from 1 to 64")]
    [InlineData("launcher: process", "limit: {slots: [8, 4]}", "study.yaml:5:16: the limit of 'slots' is empty: 8 is above 4")]
    [InlineData("launcher: process", "limit: {slots: 8}", "study.yaml:5:16: the limit of 'slots' must be a list")]
    [InlineData("launcher: process", "fix: {slotz: 8}", "study.yaml:5:14: there is no parameter 'slotz'; did you mean 'slots'?")]
    [InlineData("launcher: process", "fix: {speculation: \"off\", draft_tokens: 4}", "study.yaml:5:41: 'draft_tokens' is fixed but never active: it ")]
    [InlineData("launcher: process", "fix: {ubatch: 2048, batch: 32}", "with these limits the rule 'ubatch <= batch' of llama-cpp can never hold")]
    [InlineData("workload: {input: 24, output: 16}", "workload: {input: 24, output: 16, think: 1s}", "study.yaml:6:42: 'think' belongs to conversations, which need 'turns'")]
    [InlineData("workload: {input: 24, output: 16}", "workload: {input: 24, output: 16, turns: 3, follow_up: 9, think: 1ms}", "study.yaml:6:66: 'think' is at least 100 ms")]
    [InlineData("launcher: process", "hardware: {gpus: 2, gpu: h100}", "study.yaml:5:26: there is no GPU 'h100' in the catalogue; did you mean 'h100-sxm'?")]
    [InlineData("launcher: process", "hardware: 8 x h100sxm", "study.yaml:5:11: there is no GPU 'h100sxm' in the catalogue; did you mean 'h100-sxm'?")]
    [InlineData("launcher: process", "hardware: eight", "study.yaml:5:11: 'hardware' is {gpus: N}, with gpu: ID where it is not this machine's, or N x ID, such as 8 x h100-sxm; not 'eight'")]
    [InlineData("launcher: process", "also: []", "study.yaml:5:7: 'also' has no workload; leave it out")]
    [InlineData("launcher: process", "quality: {agreement: 95%, command: [cat], floor: 1}", "study.yaml:5:22: 'agreement' and 'command' are two gates; give one")]
    [InlineData("launcher: process", "objectives: [{maximize: capacity}, {minimize: capacity}]", "study.yaml:5:13: both objectives are of 'capacity'")]
    [InlineData("workload: {input: 24, output: 16}", "workload: {input: 24, output: 16, turns: none, follow_up: 9}", "study.yaml:6:42: 'turns' must be a number of requests from 1 to 10000000, or one of")]
    [InlineData("launcher: process", "space: ./space.yaml", "study.yaml:1:1: the study needs the key 'command'")]
    [InlineData("launcher: process", "also: [{name: long}]", "study.yaml:5:8: a workload of 'also' needs the key 'workload'")]
    [InlineData("launcher: process", "also: [{name: a, workload: {input: 9, output: 9}}, {name: a, workload: {input: 9, output: 9}}]", "study.yaml:5:7: 'also' has two workloads named 'a'")]
    [InlineData("launcher: process", "also: [{name: a, workload: {input: 9, output: 9}, margin: 100%}]", "study.yaml:5:59: 'margin' is the share of capacity that may be lost: from 0% to below 100%")]
    [InlineData("slo: {ttft: 500ms, tpot: 50ms, attainment: 90%}", "slo: mlperf-llama3-8b", "study.yaml:7:6: 'slo' is a mapping of limits, or a preset; 'mlperf-llama3-8b' is none; did you mean 'mlperf-llama3.1-8b'?")]
    [InlineData("attainment: 90%", "attainment: 90%, percentile: 90%", "study.yaml:7:61: 'attainment' is the share that meets all limits at once, 'percentile' the share that meets each; give one")]
    [InlineData("launcher: process", "quality: {agreement: 120%}", "study.yaml:5:22: 'agreement' is 'calibrated' or a share of tokens above 0% and up to 100%")]
    [InlineData("launcher: process", "quality: {agreement: good}", "study.yaml:5:22: 'agreement' is 'calibrated' or a share of tokens above 0% and up to 100%, such as 95%")]
    [InlineData("launcher: process", "quality: {agreement: 95%, prompts: gone.txt}", "study.yaml:5:10: there is no file of prompts gone.txt")]
    [InlineData("launcher: process", "quality: {command: [./eval.py], floor: 0.8}", "study.yaml:5:10: the evaluation's program ./eval.py is not there")]
    [InlineData("launcher: process", "quality: {command: [cat]}", "study.yaml:5:10: 'quality' needs the key 'floor'")]
    [InlineData("launcher: process", "start_timeout: 5", "study.yaml:5:16: 'start_timeout' must be a time with its unit")]
    [InlineData("study: bad", "study: \"\"", "study.yaml:1:8: 'study' is also the folder of its results: letters, digits, '-', '_' and '.', not ''")]
    [InlineData("study: bad", "study: ..", "study.yaml:1:8: 'study' is also the folder of its results")]
    [InlineData("ttft: 500ms", "ttft: 0.5ms", "study.yaml:7:13: 'ttft' is below 1 ms: a load client tells nothing apart there")]
    [InlineData("study: bad", "study: a/b", "study.yaml:1:8: 'study' is also the folder of its results: letters, digits, '-', '_' and '.', not 'a/b'")]
    [InlineData("launcher: process", "\tlauncher: process", "study.yaml:5:1: a tab cannot indent; use spaces")]
    [InlineData("launcher: process", "---", "study.yaml:5:1: the file has several documents; one is allowed")]
    [InlineData("workload: {input: 24, output: 16}", "workload: {input: {}, output: 16}", "study.yaml:6:19: 'input' must be a number of tokens, or one of fixed, mean, uniform, lognormal, csv")]
    public void A_wrong_study_is_one_error_at_its_place(string good, string bad, string message)
    {
        var errors = _studies.Errors(BadStudies.Good.Replace(good, bad, StringComparison.Ordinal));
        Assert.True(errors.Any(error => error.Contains(message, StringComparison.Ordinal)), string.Join('\n', errors));
    }

    [Theory]
    [InlineData("hardware: 2 x h100-sxm", "hardware: {gpus: 2}\nlauncher: hooks\nhooks: {start: [cat], stop: [cat]}", "study.yaml:6:11: which GPU the study has is not known, and vllm asks for it: hooks reach other machines; say it: hardware: {gpus: 2, gpu: ID}, with one of ")]
    [InlineData("hardware: 2 x h100-sxm", "hardware: {gpu: h100-sxm}", "study.yaml:6:17: how many of h100-sxm? Say it beside: hardware: {gpus: 1, gpu: h100-sxm}")]
    [InlineData("hardware: 2 x h100-sxm", "hardware: two", "study.yaml:6:11: 'hardware' is {gpus: N}")]
    [InlineData("hardware: 2 x h100-sxm", "hardware: [2]", "study.yaml:6:11: 'hardware' must be a mapping (key: value), not a list")]
    [InlineData("hardware: 2 x h100-sxm", "hardware: {gpus: two}", "study.yaml:6:18: 'gpus' must be a whole number, not 'two'")]
    [InlineData("hardware: 2 x h100-sxm", "hardware: {gpus: 2, gpu: h100}", "study.yaml:6:26: there is no GPU 'h100' in the catalogue; did you mean 'h100-sxm'?")]
    [InlineData("fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "fp8: notanid", "study.yaml:5:17: the variant 'fp8' is neither an id of a hub (organisation/name) nor a path (with ./ in front): 'notanid'")]
    [InlineData("fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "fp8: ./gone", "study.yaml:5:17: the variant 'fp8' gone does not exist")]
    [InlineData("model: meta-llama/Llama-3.1-8B-Instruct", "model: Llama-3.1-8B", "study.yaml:2:8: vLLM serves an id of a hub (organisation/name) or a folder with config.json and weights, not 'Llama-3.1-8B'")]
    [InlineData("engines: [vllm]\nprecision: {weights: [bf16, fp8]}\nvariants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}", "engines: [vllm, sglang]\nprecision: {weights: [awq]}", "study.yaml:4:12: there is no model in awq: the model's own is bf16, none of the engines makes it while it starts, and 'variants' names none, such as variants: {awq: organisation/name}")]
    [InlineData("precision: {weights: [bf16, fp8]}\nvariants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}", "precision: {weights: [awq]}", "study.yaml:4:12: there is no model in awq: the model's own is bf16, vLLM does not make it while it starts, and 'variants' names none, such as variants: {awq: organisation/name}")]
    [InlineData("precision: {weights: [bf16, fp8]}\nvariants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}", "fix: {weights: awq}", "study.yaml:4:16: there is no model in awq: the model's own is bf16, vLLM does not make it while it starts")]
    [InlineData("model: meta-llama/Llama-3.1-8B-Instruct\nengines: [vllm]\nprecision: {weights: [bf16, fp8]}\nvariants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}", "model: openai/gpt-oss-120b\nengines: [vllm]\nprecision: {weights: [mxfp4, fp8]}", "study.yaml:4:12: there is no model in fp8: the model's own is mxfp4")]
    [InlineData("budget: {time: 8h", "raw: {vllm: [--quantization, fp8]}\nbudget: {time: 8h", "study.yaml:9:6: 'raw' gives every candidate --quantization, so weights cannot be searched")]
    [InlineData("budget: {time: 8h", "raw: {vllm: [--api-key, sk-canary]}\nbudget: {time: 8h", "study.yaml:9:6: 'raw' carries a secret (--api-key)")]
    [InlineData("model: meta-llama/Llama-3.1-8B-Instruct", "model: nobody/Model-7B", "study.yaml:4:12: which precision nobody/Model-7B has is not known here; say where the model is in bf16, also where that is itself: variants: {bf16: nobody/Model-7B}")]
    public void One_mistake_about_a_gpu_or_its_model_is_one_error(string good, string bad, string message) => Assert.StartsWith(
        message, Assert.Single(_studies.Errors(BadStudies.GoodHub.Replace(good, bad, StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public void An_engine_goes_without_a_precision_that_another_one_makes_by_itself()
    {
        var ready = StudyLoader.Load(
            _studies.Folder.Write("study.yaml", BadStudies.GoodHub.Replace("engines: [vllm]", "engines: [vllm, tensorrt-llm]", StringComparison.Ordinal).Replace("variants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}\n", "", StringComparison.Ordinal)), new());
        Assert.Equal("one of fp8, bf16", ready.Plan.Space.Branch("vllm").Find("weights")!.Domain);
        Assert.Equal("one of bf16", ready.Plan.Space.Branch("tensorrt-llm").Find("weights")!.Domain);
        Assert.Contains(ready.Warnings, warning => warning.Contains("tensorrt-llm is searched without weights in fp8, which it does not have here", StringComparison.Ordinal));
    }

    [Fact]
    public void A_baseline_whose_engine_makes_the_weights_needs_them_in_the_study()
    {
        _studies.Folder.Write("today.sh", "#!/bin/sh\nvllm serve meta-llama/Llama-3.1-8B-Instruct -q fp8 --max-model-len 640\n");
        var with = BadStudies.GoodHub.Replace("variants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}", "baseline: ./today.sh", StringComparison.Ordinal);
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", with), new());
        Assert.Equal("fp8", ready.Plan.Baseline!["weights"].ToString());
        _studies.Folder.Write("today.sh", "#!/bin/sh\nvllm serve meta-llama/Llama-3.1-8B-Instruct --quantization bitsandbytes --max-model-len 640\n");
        Assert.Contains("the baseline's --quantization bitsandbytes is kept for every candidate, so the study cannot search bf16, fp8", Assert.Single(_studies.Errors(with)), StringComparison.Ordinal);
        _studies.Folder.Write("today.sh", "#!/bin/sh\nvllm serve meta-llama/Llama-3.1-8B-Instruct -q fp8 --max-model-len 640\n");
        Assert.Contains("the baseline makes fp8 weights while it starts, which the study does not list: precision: {weights: [bf16, fp8]}", Assert.Single(_studies.Errors(with.Replace("[bf16, fp8]", "[bf16]", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "fp8")]    // of the study's variants
    [InlineData("neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8", "fp8")]    // by its name
    [InlineData("meta-llama/Llama-3.1-8B-Instruct", "bf16")]
    public void A_baseline_is_served_in_the_precision_that_its_model_says(string model, string precision)
    {
        _studies.Folder.Write("today.sh", $"#!/bin/sh\nvllm serve {model} --max-model-len 640\n");
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", BadStudies.GoodHub + "\nbaseline: ./today.sh\n"), new());
        Assert.Equal(precision, ready.Plan.Baseline!["weights"].ToString());
        Assert.Equal(model.StartsWith("neuralmagic", StringComparison.Ordinal), ready.Warnings.Any(warning => warning.Contains("the study's model is measured", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.2-1B-Instruct", "draft", "eagle3")]
    [InlineData("yuhuili/EAGLE3-LLaMA3.1-Instruct-8B", "eagle3", "draft")]
    public void A_draft_is_used_as_what_it_is(string draft, string can, string cannot)
    {
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", BadStudies.GoodHub + $"\ndraft_model: {draft}\n"), new());
        var vllm = ready.Plan.Space.Branch("vllm");
        bool Starts(string speculation) => vllm.BrokenRule(vllm.Configure(new Dictionary<string, ParameterValue> { ["speculation"] = ParameterValue.Of(speculation) })) is null;
        Assert.Equal((true, false), (Starts(can), Starts(cannot)));
    }

    [Fact]
    public void Only_one_engine_of_a_study_may_be_looked_at()
    {
        var both = BadStudies.GoodHub.Replace("engines: [vllm]", "engines: [vllm, sglang]\nimages: {vllm: \"a/b:1\", sglang: \"c/d:2\"}\nlauncher: docker", StringComparison.Ordinal);
        Assert.Equal("sglang", Assert.Single(StudyLoader.Load(_studies.Folder.Write("study.yaml", both), new() { Engine = "sglang" }).Engines).Name);
        Assert.Equal("the study has no engine 'tgi'; allowed: vllm, sglang", Assert.Single(_studies.Errors(both, new() { Engine = "tgi" })).Replace("error: ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("range: [0, 9], default: 3", "range: [0, 99999999999999999999], default: 3", "space.yaml:2:29: 'range' of an integer needs whole numbers below 2^53")]
    [InlineData("default: 3", "default: 30", "space.yaml:2:46: 'x' cannot be 30; allowed: a whole number from 0 to 9")]
    [InlineData("default: 3", "default: 5", "space.yaml:4:15: the defaults break the constraint 'x <= y' (x = 5, y = 4)")]
    [InlineData("x <= y", "x > 20", "space.yaml:4:15: the constraint 'x > 20' can never hold")]
    [InlineData("default: 4}", "default: 4, when: z == 1}", "space.yaml:3:55: there is no parameter or fact 'z'")]
    [InlineData("parameters:", "paramaters:", "space.yaml:1:1: unknown key 'paramaters' in the space; did you mean 'parameters'?")]
    public void A_wrong_space_is_an_error_at_its_place(string good, string bad, string message)
    {
        _studies.Folder.Write("space.yaml", BadStudies.GoodSpace.Replace(good, bad, StringComparison.Ordinal));
        var errors = _studies.Errors(BadStudies.GoodCommand);
        Assert.True(errors.Any(error => error.Contains(message, StringComparison.Ordinal)), string.Join('\n', errors));
    }

    [Theory]
    [InlineData("command: [cat]", "command: [./gone.sh]", "study.yaml:2:10: the command's program ./gone.sh is not there")]
    [InlineData("command: [cat]", "command: [./space.yaml]", "study.yaml:2:10: the command's program ./space.yaml may not be executed (chmod +x)")]
    [InlineData("command: [cat]", "command: [no-such-cat]", "study.yaml:2:10: the command's program no-such-cat is not on PATH")]
    [InlineData("space: ./space.yaml", "space: ./spice.yaml", "spice.yaml: there is no such file")]
    [InlineData("objectives: [{maximize: capacity}]", "strategy: random", "a command study needs 'objectives', such as [{maximize: capacity}]")]
    [InlineData("objectives: [{maximize: capacity}]", "objectives: [{maximize: a, minimize: b}]", "study.yaml:4:14: an objective is either {maximize: METRIC} or {minimize: METRIC}")]
    public void A_wrong_command_study_is_an_error_at_its_place(string good, string bad, string message)
    {
        _studies.Folder.Write("space.yaml", BadStudies.GoodSpace);
        var errors = _studies.Errors(BadStudies.GoodCommand.Replace(good, bad, StringComparison.Ordinal));
        Assert.True(errors.Any(error => error.Contains(message, StringComparison.Ordinal)), string.Join('\n', errors));
    }

    [Fact]
    public void A_baselines_word_that_is_no_number_is_an_error_in_its_file()
    {
        _studies.Folder.Write("serve.sh", "#!/bin/sh\nexec llama-server -m synthetic.gguf -np six\n");
        Assert.Equal(
            "serve.sh:2:6: baseline: -np six is no value of 'slots': a whole number from 1 to 64",
            Assert.Single(_studies.Errors(BadStudies.Good.Replace("launcher: process", "baseline: ./serve.sh", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("-c 1024 -np 2 --no-kv-unified", "the baseline gives a request 512 tokens of context, the study promises 1024 (max_context): ")]
    [InlineData("-c 8192 -np 2", "the baseline gives a request 4096 tokens of context, the study promises 1024 (max_context): ")]
    [InlineData("-np 2 -m other.gguf", "the baseline serves other.gguf, the study tunes synthetic: the study's model is measured")]
    [InlineData("-np 200", "baseline: -np 200 is outside the space ('slots': a whole number from 1 to 64); the range is widened to it")]
    public void What_a_baseline_has_otherwise_is_said(string words, string warning)
    {
        _studies.Folder.Write("serve.sh", $"llama-server -m synthetic.gguf {words}\n");
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", BadStudies.Good.Replace("launcher: process", "max_context: 1024\nbaseline: ./serve.sh", StringComparison.Ordinal)), new());
        Assert.Contains(ready.Warnings, said => said.Contains(warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_baseline_of_more_servers_than_find_room_is_not_called_what_runs_today()
    {
        _studies.Folder.Write("compose.yaml", "services:\n  llm: {image: ghcr.io/ggml-org/llama.cpp, command: [-m, synthetic.gguf], scale: 4}\n");
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", BadStudies.Good.Replace("launcher: process", "baseline: ./compose.yaml", StringComparison.Ordinal)), new());
        Assert.Contains(ready.Warnings, said => said.Contains("the baseline runs 4 servers, and 'replicas' is a whole number from 1 to 1 here: one is measured", StringComparison.Ordinal));
        Assert.Equal("one of the 4 servers that run today", ready.Plan.BaselineIs);
    }

    [Fact]
    public void A_warm_up_that_is_shorter_than_a_conversation_is_said()
    {
        var study = BadStudies.Good.Replace("workload: {input: 24, output: 16}", "workload: {input: 24, output: 16, turns: 4, follow_up: 9, think: 2s}", StringComparison.Ordinal);
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", study), new());
        Assert.Contains(ready.Warnings, said => said.Contains("a conversation takes 6 s of thinking alone, and the warm-up is 1 s: the load still grows when the window begins", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "study.yaml:1:1: the file is empty")]
    [InlineData("just words", "study.yaml:1:1: the study must be a mapping (key: value), not 'just words'")]
    public void A_file_that_is_no_study_is_one_error(string text, string message) => Assert.Equal(message, Assert.Single(_studies.Errors(text)));

    [Fact]
    public void A_file_of_two_megabytes_is_refused() =>
        Assert.Equal("study.yaml:1:1: the file is larger than 1048576 characters", Assert.Single(_studies.Errors(new string('#', 2 << 20))));

    [Fact]
    public void A_missing_study_is_said() =>
        Assert.Contains("there is no such file", Assert.Throws<InvalidInputException>(() => StudyLoader.Load(_studies.Folder["gone.yaml"], new())).Message, StringComparison.Ordinal);

    [Fact]
    public void Five_errors_of_every_stage_are_said_at_once()
    {
        var text = BadStudies.Good.Replace("model: synthetic", "model: ./gone.gguf", StringComparison.Ordinal)
            .Replace("trials: 16", "trials: 0", StringComparison.Ordinal)
            .Replace("ttft: 500ms", "ttft: 0ms", StringComparison.Ordinal)
            .Replace("launcher: process", "strategy: nsga3\nfix: {slotz: 1}\nbaseline: {slots: 400}", StringComparison.Ordinal);
        Assert.Equal(
            ["study.yaml:2:8", "study.yaml:5:11", "study.yaml:6:14", "study.yaml:7:19", "study.yaml:9:13", "study.yaml:11:29"],
            _studies.Errors(text).Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]).OrderBy(place => int.Parse(place.Split(':')[1])));
    }

    [Fact]
    public void Options_that_cannot_be_are_said_with_the_files_own_errors()
    {
        var errors = _studies.Errors(
            BadStudies.Good.Replace("trials: 16", "trials: 0", StringComparison.Ordinal),
            new() { Name = "a/b", Strategy = "nsga", Launcher = "dockers" });
        Assert.Contains("--name is also a folder: letters, digits, '-', '_' and '.', not 'a/b'", errors);
        Assert.Contains("--strategy cannot be 'nsga'; did you mean 'nsga2'? allowed: nsga2, random", errors);
        Assert.Contains("--launcher cannot be 'dockers'; did you mean 'docker'? allowed: process, docker, hooks", errors);
        Assert.Equal(4, errors.Count);
    }

    [Theory]
    [InlineData("--trials 0", "--trials must be a whole number from 1, not '0'")]
    [InlineData("--trials many", "--trials must be a whole number from 1, not 'many'")]
    [InlineData("--time 5", "--time must be a time with its unit above zero, such as 90s, 30m or 8h, not '5'")]
    [InlineData("--seed -3", "--seed must be a whole number from 0, not '-3'")]
    public void A_number_that_is_none_is_named_with_what_is_allowed(string options, string message) =>
        Assert.Equal(message, Assert.Single(TuneCommand.Create().Parse(options).Errors).Message);

    [Fact]
    public void A_precision_that_is_none_is_one_error() =>
        Assert.Single(_studies.Errors(BadStudies.Good.Replace("weights: [F16, Q8_0]", "weights: [F16, Q3_X]", StringComparison.Ordinal)));

    [Fact]
    public void A_folder_and_a_binary_file_are_no_studies()
    {
        Assert.EndsWith("is a folder; name the file in it", Assert.Throws<InvalidInputException>(() => StudyLoader.Load(_studies.Folder.Path + "/", new())).Message, StringComparison.Ordinal);
        Assert.EndsWith("is no text file", Assert.Throws<InvalidInputException>(() => StudyLoader.Load(_studies.Folder.Write("study.yaml", "a\0b"), new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_cannot_be_written_name_the_way_out()
    {
        var file = _studies.Folder.Write("file", "");
        foreach (var results in new[] { Path.Combine(file, "results"), "/proc/results" })
        {
            var invalid = Assert.Throws<InvalidInputException>(new StudyFolder(results, "bad").Create);
            Assert.Contains($"the results cannot be written to {Path.Combine(results, "bad")}", invalid.Message, StringComparison.Ordinal);
            Assert.Contains("--results", invalid.Message, StringComparison.Ordinal);
        }
    }
}
