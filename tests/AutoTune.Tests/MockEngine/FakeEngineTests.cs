using AutoTune.Engines;
using AutoTune.MockEngine;
using AutoTune.MockEngine.Fakes;
using Xunit;

namespace AutoTune.Tests.MockEngine;

public sealed class FakeEngineTests
{
    private const string Model = "meta-llama/Llama-3.1-8B-Instruct";
    private static readonly FakeSettings H100 = new("h100-sxm", 8, Model, Flags: null);

    [Fact]
    public void A_command_line_is_read_as_the_engine_would()
    {
        var start = FakeStart.Of("vllm", $"serve {Model} --host 127.0.0.1 --port 8123 --max-model-len 4096 --max-num-seqs 64".Split(' '), H100);
        Assert.Equal((Model, 8123, 64, 1), (start.Model, start.Port, start.MostRunning, start.Groups));
        Assert.Empty(start.Refusals);
        Assert.InRange(start.KvTokens, 300_000, 600_000);    // 0.92 of 79.18 GiB less 15 of weights
    }

    [Theory]
    [InlineData("vllm", "serve M --max-num-sequences 3", "vllm: error: unrecognized arguments: --max-num-sequences")]
    [InlineData("sglang", "--model-path M --tp 2 --nothing", "python3: error: unrecognized arguments: --nothing")]
    [InlineData("tensorrt-llm", "M --tp_size 2 --max_batch 3", "trtllm-serve: error: unrecognized arguments: --max_batch")]
    public void A_flag_that_the_engine_has_not_is_refused(string engine, string words, string refusal) =>
        Assert.Equal(refusal, Assert.Single(FakeStart.Of(engine, words.Replace("M", Model, StringComparison.Ordinal).Split(' '), H100).Refusals));

    [Fact]
    public void What_does_not_fit_is_short_and_what_does_has_room()
    {
        var large = H100 with { Sizes = "meta-llama/Llama-3.1-70B-Instruct" };
        Assert.True(FakeStart.Of("vllm", ["serve", "meta-llama/Llama-3.1-70B-Instruct"], large).Slack < 0);
        Assert.True(FakeStart.Of("vllm", ["serve", "meta-llama/Llama-3.1-70B-Instruct", "-tp", "4"], large).Slack > 10);
        var eight = FakeStart.Of("vllm", ["serve", "RedHatAI/Meta-Llama-3.1-70B-Instruct-FP8", "-tp", "4"], large);
        Assert.True(eight.KvTokens > 1.2 * FakeStart.Of("vllm", ["serve", "meta-llama/Llama-3.1-70B-Instruct", "-tp", "4"], large).KvTokens, "fewer bits of weights leave more room");
    }

    [Fact]
    public void The_configuration_file_counts_too()
    {
        using var folder = new Provisioning.TemporaryFolder();
        var file = folder.Write("engine.yaml", "kv_cache_config:\n  dtype: fp8\n");
        var plain = FakeStart.Of("tensorrt-llm", [Model, "--max_num_tokens", "8192"], H100);
        var half = FakeStart.Of("tensorrt-llm", [Model, "--max_num_tokens", "8192", "--config", file], H100);
        Assert.InRange((double)half.KvTokens / plain.KvTokens, 1.8, 2.2);
    }

    [Fact]
    public void Each_log_says_what_it_is_and_what_the_engines_file_looks_for()
    {
        Assert.Contains("no model, no GPU", FakeLogs.Banner, StringComparison.Ordinal);
        foreach (var name in new[] { "vllm", "sglang", "tensorrt-llm" })
            Assert.Equal("1234567", Engines.HubEngines.Load(name, Model, "h100-sxm").Memory!.Logged!.Match(FakeLogs.Cache(name, 1234567)).Groups[1].Value.Replace(",", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Requests_that_come_together_wait_for_each_others_prompts_and_slow_each_others_tokens()
    {
        var scheduler = Scheduler("");
        var alone = scheduler.Take(Request(1000, 100), Second(1)).Behaviour;
        var crowd = Enumerable.Range(0, 200).Select(_ => scheduler.Take(Request(1000, 100), Second(1)).Behaviour).ToArray();
        Assert.True(crowd[^1].Ttft > 50 * alone.Ttft);
        Assert.True(crowd[^1].Tpot > 1.3 * alone.Tpot);
        Assert.Equal(alone.Ttft, scheduler.Take(Request(1000, 100), Second(1000)).Behaviour.Ttft);
    }

    [Fact]
    public void No_more_run_than_may_and_an_aborted_request_leaves_at_once()
    {
        var scheduler = Scheduler("--max-num-seqs 2 ");
        var first = scheduler.Take(Request(10, 1000), Second(1));
        scheduler.Take(Request(10, 1000), Second(1));
        var third = scheduler.Take(Request(10, 10), Second(1));
        Assert.InRange(third.PromptBegins, first.Ends, first.Ends + 0.1);
        Assert.Contains("vllm:num_requests_running 2\nvllm:num_requests_waiting 1", scheduler.Metrics(Second(2)), StringComparison.Ordinal);
        scheduler.Abort(third, Second(2));
        scheduler.Abort(first, Second(2));
        Assert.Contains("vllm:num_requests_running 1\nvllm:num_requests_waiting 0", scheduler.Metrics(Second(2)), StringComparison.Ordinal);
        Assert.Equal(first.Ends, scheduler.Take(Request(10, 10), Second(2)).PromptBegins, 0);    // its prompt's turn is not given to those who came later
    }

    private static FakeScheduler Scheduler(string flags) => new(FakeStart.Of("vllm", $"serve {Model} {flags}--max-model-len 4096".Split(' '), H100));

    private static long Second(double second) => (long)(second * 1e9);

    private static GenerationRequest Request(int input, int output) => new() { IsChat = true, IsStream = true, WantsUsage = true, PromptTokens = input, OutputTokens = output, Behaviour = new() };
}
