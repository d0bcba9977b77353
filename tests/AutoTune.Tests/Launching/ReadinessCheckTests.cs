using System.Net;
using AutoTune.Engines;
using AutoTune.Launching;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutoTune.Tests.Launching;

public sealed class ReadinessCheckTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeServer _server = new();
    private readonly HttpClient _http;
    private readonly FakeDeployment _deployment;
    private readonly ReadinessCheck _check;

    public ReadinessCheckTests()
    {
        _http = new HttpClient(_server);
        _deployment = new FakeDeployment(_time);
        _check = new ReadinessCheck(_http, new FailureClassifier(FailureCatalogue.BuiltIn), _time);
    }

    [Fact]
    public async Task A_server_that_answers_all_three_questions_is_ready()
    {
        _deployment.Print("hello");

        var ready = Assert.IsType<ReadinessResult.Ready>(await RunAsync(_ => { }));

        Assert.Equal("tiny", ready.Model);
        Assert.Equal(TimeSpan.FromMilliseconds(3), ready.Timings.Spawn);
        Assert.NotNull(ready.Timings.Smoke);
        Assert.Equal(["/health", "/v1/models"], _server.Asked[..2]);
        Assert.StartsWith("""/v1/chat/completions {"model":"tiny","max_tokens":4""", _server.Asked[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_step_is_timed_from_the_launch()
    {
        _server.Health = null;
        _server.Models = (HttpStatusCode.OK, """{"data": []}""");
        _server.Smoke = (HttpStatusCode.ServiceUnavailable, "loading");

        var ready = Assert.IsType<ReadinessResult.Ready>(await RunAsync(elapsed =>
        {
            Once(elapsed, 5, () => _deployment.Print("loading"));
            Once(elapsed, 10, () => _server.Health = (HttpStatusCode.OK, ""));
            Once(elapsed, 20, () => _server.Models = (HttpStatusCode.OK, """{"data": [{"id": "tiny"}]}"""));
            Once(elapsed, 30, () => _server.Smoke = (HttpStatusCode.OK, FakeServer.OneToken));
        }));

        Assert.InRange(ready.Timings.FirstLogLine!.Value.TotalSeconds, 5, 6);
        Assert.InRange(ready.Timings.Health!.Value.TotalSeconds, 10, 11);
        Assert.InRange(ready.Timings.ModelListed!.Value.TotalSeconds, 20, 21);
        Assert.InRange(ready.Timings.Smoke!.Value.TotalSeconds, 30, 31);
    }

    [Fact]
    public async Task An_engine_that_says_nothing_for_the_quiet_limit_is_given_up()
    {
        _server.Health = (HttpStatusCode.ServiceUnavailable, "loading");
        _deployment.Print("loading tensors");

        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(_ => { }));

        Assert.Equal("start_timeout", failed.Finding.Class.Name);
        Assert.Equal("no sign of progress for 60 s, waiting for its health; last line: loading tensors", failed.Finding.Evidence);
        Assert.InRange(_time.GetElapsedTime(_deployment.StartedTimestamp).TotalSeconds, 60, 63);
    }

    [Fact]
    public async Task Every_new_line_extends_the_deadline_up_to_the_hard_limit()
    {
        _server.Health = null;

        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(elapsed => _deployment.Print($"{elapsed.TotalSeconds} s")));

        Assert.Equal("start_timeout", failed.Finding.Class.Name);
        Assert.StartsWith("not ready 900 s after its start", failed.Finding.Evidence, StringComparison.Ordinal);
        Assert.InRange(_time.GetElapsedTime(_deployment.StartedTimestamp).TotalSeconds, 900, 903);
    }

    [Fact]
    public async Task A_slow_engine_that_keeps_talking_becomes_ready()
    {
        _server.Health = null;

        var result = await RunAsync(elapsed =>
        {
            _deployment.Print("shard");
            Once(elapsed, 300, () => _server.Health = (HttpStatusCode.OK, ""));
        });

        Assert.InRange(Assert.IsType<ReadinessResult.Ready>(result).Timings.Health!.Value.TotalSeconds, 300, 302);
    }

    [Fact]
    public async Task The_end_of_the_process_is_noticed_at_once_and_classified()
    {
        _server.Health = null;

        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(elapsed => Once(elapsed, 2, () =>
        {
            _deployment.Print("failed to allocate buffer for kv cache");
            _deployment.End(code: 1);
        })));

        Assert.Equal(("oom_kv", 1), (failed.Finding.Class.Name, failed.Finding.Line));
        Assert.InRange(_time.GetElapsedTime(_deployment.StartedTimestamp).TotalSeconds, 2, 6);
    }

    [Fact]
    public async Task A_cause_in_the_log_explains_a_server_that_hangs_after_it()
    {
        _server.Health = null;
        _deployment.Print("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB");

        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(_ => { }));

        Assert.Equal("oom_weights", failed.Finding.Class.Name);
    }

    [Fact]
    public async Task A_stranger_that_answers_on_the_port_is_never_taken_for_the_engine()
    {
        _deployment.Owner = EntryOwner.Stranger;

        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(_ => { }));

        Assert.Equal("port_in_use", failed.Finding.Class.Name);
        Assert.Contains("4000", failed.Finding.Evidence, StringComparison.Ordinal);
        Assert.Null(failed.Timings.Health);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"choices": [], "usage": {"completion_tokens": 0}}""", "crash_unknown")]
    [InlineData(HttpStatusCode.OK, "[1]", "crash_unknown")]
    [InlineData(HttpStatusCode.InternalServerError, "boom", "crash_unknown")]
    [InlineData(HttpStatusCode.BadRequest, "no chat template", "config_invalid")]
    public async Task A_first_request_without_a_token_is_a_failure(HttpStatusCode status, string body, string expected)
    {
        _server.Smoke = (status, body);

        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(_ => { }));

        Assert.Equal(expected, failed.Finding.Class.Name);
        Assert.Contains(body, failed.Finding.Evidence, StringComparison.Ordinal);
        Assert.NotNull(failed.Timings.ModelListed);
    }

    [Fact]
    public async Task The_model_that_was_asked_for_has_to_be_listed()
    {
        var failed = Assert.IsType<ReadinessResult.Failed>(await RunAsync(_ => { }, new ReadinessSettings { Model = "large", QuietLimit = TimeSpan.FromSeconds(5) }));

        Assert.Contains("waiting for its model list", failed.Finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_completions_api_is_asked_where_the_study_uses_it()
    {
        _server.Smoke = (HttpStatusCode.OK, """{"choices": [{"text": "Hi"}]}""");

        Assert.IsType<ReadinessResult.Ready>(await RunAsync(_ => { }, new ReadinessSettings { Api = SmokeApi.Completions }));

        Assert.StartsWith("""/v1/completions {"model":"tiny","max_tokens":4,"temperature":0,"prompt":""", _server.Asked[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_throws_and_concludes_nothing()
    {
        _server.Health = null;
        using var stop = new CancellationTokenSource();

        var waiting = _check.WaitAsync(_deployment, "vllm", new ReadinessSettings(), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public void Dispose() => _http.Dispose();

    // On a scheduler that runs one continuation at a time: what an advance of the clock completes has run after a few turns, however busy the machine is.
    private Task<ReadinessResult> RunAsync(Action<TimeSpan> meanwhile, ReadinessSettings? settings = null) => Task.Factory.StartNew(
        () => DriveAsync(meanwhile, settings), CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private async Task<ReadinessResult> DriveAsync(Action<TimeSpan> meanwhile, ReadinessSettings? settings)
    {
        var result = _check.WaitAsync(_deployment, "llama-cpp", settings ?? new ReadinessSettings(), CancellationToken.None);
        for (var steps = 0; !result.IsCompleted && steps < 3000; steps++)
        {
            meanwhile(_time.GetElapsedTime(_deployment.StartedTimestamp));
            await SettleAsync(result);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await SettleAsync(result);
        }
        return await result;
    }

    private async Task SettleAsync(Task result)
    {
        while (_deployment.HasUnreadLines && !result.IsCompleted)
            await Task.Yield();
        for (var turn = 0; turn < 20; turn++)
            await Task.Yield();
    }

    private static void Once(TimeSpan elapsed, double seconds, Action action)
    {
        if (elapsed == TimeSpan.FromSeconds(seconds))
            action();
    }
}
