using System.Collections.Concurrent;
using System.Text;
using AutoTune.Load;
using AutoTune.Metrics;
using Xunit;

namespace AutoTune.Tests.Load;

/// <summary>What every load client does.</summary>
public abstract class LoadGeneratorContract
{
    private static readonly Workload Short = new() { Input = new LengthDistribution.Fixed(8), Output = new LengthDistribution.Fixed(3) };

    [Fact]
    public async Task A_stream_is_read_token_by_token_and_counted_by_usage()
    {
        var outcome = await OneAsync(ScriptedServer.StreamHead, Events.Role, Events.Content("a"), Events.Content("b"), Events.Content("c"), Events.Finish, Events.Usage(9, 3), Events.Done);
        Assert.Equal(RequestEnd.Completed, outcome.End);
        Assert.Equal((9, 3, 3, 1), (outcome.InputTokens, outcome.OutputTokens, outcome.Chunks.Count, outcome.CachedTokens));
        Assert.Equal(TokenCountSource.Usage, outcome.TokenCount);
        Assert.Equal("""{"prompt_ms":12.5}""", outcome.EngineTimings);
    }

    [Fact]
    public async Task The_first_token_is_not_the_role_that_comes_before_it()
    {
        await using var server = new ScriptedServer(async (stream, _, ct) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(ScriptedServer.StreamHead + Events.Role), ct);
            await Task.Delay(60, ct);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Events.Content("a") + Events.Finish + Events.Done), ct);
        });
        var outcome = await FirstAsync(server);
        Assert.InRange((outcome.FirstToken - outcome.Scheduled)!.Value.TotalMilliseconds, 50, 10_000);
    }

    [Fact]
    public async Task Reasoning_and_tool_calls_are_generated_tokens_too()
    {
        var outcome = await OneAsync(ScriptedServer.StreamHead, Events.Reasoning("hm"), Events.ToolCall("{}"), Events.Finish, Events.Done);
        Assert.Equal(2, outcome.Chunks.Count);
        Assert.Equal(2, outcome.ChunkBytes[0]);
    }

    [Fact]
    public async Task Without_usage_chunks_are_counted_and_flagged()
    {
        var outcome = await OneAsync(ScriptedServer.StreamHead, Events.Content("a"), Events.Content("b"), Events.Finish, Events.Done);
        Assert.Equal((RequestEnd.Completed, 2, TokenCountSource.Chunks), (outcome.End, outcome.OutputTokens, outcome.TokenCount));
    }

    [Fact]
    public async Task Several_tokens_in_a_chunk_are_spread_by_their_text()
    {
        var outcome = await OneAsync(ScriptedServer.StreamHead, Events.Content("four four"), Events.Content("two"), Events.Finish, Events.Usage(9, 8), Events.Done);
        Assert.Equal((2, 8, 6), (outcome.Chunks.Count, outcome.OutputTokens, outcome.FirstChunkTokens));
    }

    [Theory]
    [InlineData("the stream breaks off", RequestEnd.Broken, "without a finish reason", ScriptedServer.StreamHead, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n")]
    [InlineData("server error", RequestEnd.ServerError, "503: out of slots", "HTTP/1.1 503 Busy\r\nContent-Length: 12\r\n\r\nout of slots")]
    [InlineData("HTML", RequestEnd.Broken, "text/html", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>")]
    [InlineData("closed at once", RequestEnd.Broken, "", "")]
    [InlineData("error in the stream", RequestEnd.ServerError, "kv cache", ScriptedServer.StreamHead, "data: {\"error\":{\"message\":\"kv cache is full\"}}\n\n")]
    [InlineData("not JSON", RequestEnd.Broken, "", ScriptedServer.StreamHead, "data: {oops\n\n")]
    public async Task A_fault_is_classified(string fault, RequestEnd end, string message, params string[] says)
    {
        var outcome = await OneAsync(says);
        Assert.True(outcome.End == end, $"{fault}: {outcome.End} {outcome.Error}");
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_is_timed_out_after_the_drain()
    {
        await using var server = new ScriptedServer((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        var record = await RunAsync(server, Plan(1) with { Drain = TimeSpan.FromMilliseconds(200) });
        Assert.All(record.Judged, outcome => Assert.Equal(RequestEnd.TimedOut, outcome.End));
        Assert.NotEmpty(record.Judged);
    }

    [Fact]
    public async Task An_open_loop_sends_on_schedule_while_answers_are_still_out()
    {
        await using var server = Answering(TimeSpan.FromMilliseconds(150));
        var record = await RunAsync(server, Plan(null) with { RequestsPerSecond = 50, WarmUp = TimeSpan.FromMilliseconds(200), Window = TimeSpan.FromMilliseconds(400) });
        Assert.Equal(20, record.Judged.Count());
        Assert.All(record.Judged, outcome => Assert.Equal(RequestEnd.Completed, outcome.End));
        Assert.True(record.Requests.Count > 30, "load goes on past the window until the judged requests have finished");
        Assert.Equal(record.Requests.Select(request => request.Index), Enumerable.Range(0, record.Requests.Count));
    }

    [Fact]
    public async Task The_monitor_hears_outcomes_in_order_and_its_decision_stops_the_probe()
    {
        await using var server = Answering(TimeSpan.FromMilliseconds(5));
        var monitor = new StopAfter(3);
        var record = await RunAsync(server, Plan(null) with { RequestsPerSecond = 40, Window = TimeSpan.FromSeconds(30) }, monitor);
        Assert.Equal([0, 1, 2], monitor.Heard);
        Assert.Equal("enough", record.StoppedBecause);
        Assert.True(record.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal(1200, record.Judged.Count());
        Assert.Contains(record.Judged, outcome => outcome is { End: RequestEnd.Dropped, Sent: null, Error: "enough" });
    }

    [Fact]
    public async Task A_late_client_makes_the_probe_invalid()
    {
        await using var server = Answering(TimeSpan.FromMilliseconds(1));
        var record = await RunAsync(server, Plan(null) with { RequestsPerSecond = 40, Window = TimeSpan.FromMilliseconds(300), SendLagBudget = TimeSpan.FromTicks(1) });
        Assert.Contains("late", record.WhyInvalid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_comes_from_the_environment_and_extra_members_travel()
    {
        Environment.SetEnvironmentVariable("AUTOTUNE_TEST_KEY", "s3cret");
        var seen = new TaskCompletionSource<string>();
        await using var server = new ScriptedServer(async (stream, request, ct) =>
        {
            seen.TrySetResult(request);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(ScriptedServer.StreamHead + Events.Content("a") + Events.Finish + Events.Done), ct);
        });
        var client = Create();
        var template = new RequestTemplate { IgnoreEos = true, Extra = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("top_k", "1") };
        await client.RunAsync(Plan(1) with { Template = template }, new ServingEndpoint(server.Address, "m", "AUTOTUNE_TEST_KEY"), new PatientMonitor(), TestContext.Current.CancellationToken);
        var request = await seen.Task;
        Assert.Contains("Authorization: Bearer s3cret", request, StringComparison.Ordinal);
        Assert.Contains("POST /v1/chat/completions", request, StringComparison.Ordinal);
        Assert.Contains("\"ignore_eos\":true,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"top_k\":1}", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_an_error_that_names_the_variable()
    {
        var client = Create();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => client.RunAsync(
            Plan(1), new ServingEndpoint(new Uri("http://127.0.0.1:1/"), "m", "AUTOTUNE_NO_SUCH_KEY"), new PatientMonitor(), TestContext.Current.CancellationToken));
        Assert.Contains("AUTOTUNE_NO_SUCH_KEY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stamps_are_written_and_read_back_whole()
    {
        await using var server = Answering(TimeSpan.FromMilliseconds(1));
        var record = await RunAsync(server, Plan(1));
        var path = Path.Combine(Directory.CreateTempSubdirectory("autotune-stamps").FullName, "probe.jsonl.gz");
        var hash = await StampsFile.WriteAsync(path, record, TestContext.Current.CancellationToken);
        var read = await StampsFile.ReadAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(64, hash.Length);
        Assert.Equivalent(record, read, strict: true);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_closed_costs_no_request()
    {
        await using var server = new ScriptedServer(async (stream, _, ct) =>
        {
            var events = Events.Content("a") + Events.Finish + Events.Usage(8, 1) + Events.Done;
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{events.Length:x}\r\n{events}\r\n0\r\n\r\n"), ct);
            // The next request on it finds nobody.
            await ReadOneAsync(stream, ct);
        });
        // Long enough for a second request even where the first one waits for the compiler on a busy machine.
        var requests = (await RunAsync(server, Plan(1) with { Window = TimeSpan.FromSeconds(1) })).Requests;
        Assert.True(requests.Count > 1);
        Assert.All(requests, request => Assert.Equal((RequestEnd.Completed, null), (request.End, request.Error)));
    }

    [Fact]
    public async Task A_server_that_closes_new_connections_is_asked_once_for_each_request()
    {
        var asked = 0;
        await using var server = new ScriptedServer((_, _, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        var requests = (await RunAsync(server, Plan(1))).Requests;
        Assert.All(requests, request => Assert.Equal(RequestEnd.Broken, request.End));
        Assert.Equal(requests.Count, asked);
    }

    [Fact]
    public async Task A_client_without_connections_left_invalidates_the_probe()
    {
        await using var server = new ScriptedServer((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        var plan = Plan(null) with { RequestsPerSecond = 100, Window = TimeSpan.FromMilliseconds(200), Drain = TimeSpan.FromMilliseconds(100), MostInFlight = 5 };
        var record = await RunAsync(server, plan);
        Assert.Equal(5, record.Requests.Count(request => request.End != RequestEnd.Dropped));
        Assert.Contains("5 were in flight, as many connections as the system lets one process open (ulimit -n)", record.WhyInvalid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_loop_that_had_enough_ends_before_its_window()
    {
        await using var server = Answering(TimeSpan.Zero);
        var plan = Plan(concurrency: 1) with { MostRequests = 3, Window = TimeSpan.FromMinutes(5) };
        var record = await Create().RunAsync(plan, new(server.Address, "m"), new PatientMonitor(), TestContext.Current.CancellationToken);

        Assert.Equal((3, null), (record.Requests.Count(request => request.End == RequestEnd.Completed), record.StoppedBecause));
        var summary = ProbeSummaries.Of(record, new(TimeSpan.FromSeconds(1), null, null, 0.9));
        Assert.InRange(summary.AchievedRate, 3 / record.Elapsed.TotalSeconds - 1e-6, double.PositiveInfinity);
    }

    [Fact]
    public async Task Of_several_servers_a_slow_one_gets_fewer_requests()
    {
        var (ofFast, ofSlow) = (0, 0);
        await using var fast = Counting(TimeSpan.Zero, () => Interlocked.Increment(ref ofFast));
        await using var slow = Counting(TimeSpan.FromMilliseconds(400), () => Interlocked.Increment(ref ofSlow));
        var plan = Plan(concurrency: 4) with { Window = TimeSpan.FromMilliseconds(500) };

        var record = await Create().RunAsync(plan, new(fast.Address, "m") { Twins = [slow.Address] }, new PatientMonitor(), TestContext.Current.CancellationToken);

        Assert.All(record.Judged, request => Assert.Equal(RequestEnd.Completed, request.End));
        Assert.True(ofSlow is > 0 && ofSlow < ofFast, $"{ofFast} and {ofSlow}");
    }

    [Fact]
    public async Task Neighbours_bear_the_same_load_by_requests_of_their_own_and_nobody_judges_them()
    {
        var (mine, theirs) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await using var measured = Hearing(mine);
        await using var neighbour = Hearing(theirs);
        var plan = Plan(null) with { RequestsPerSecond = 100, Window = TimeSpan.FromMilliseconds(300), Neighbours = [new(neighbour.Address, "m")] };

        var record = await RunAsync(measured, plan);

        Assert.InRange(record.Requests.Count(request => request.End == RequestEnd.Completed), 1, mine.Count);    // the last may be cut off behind the window
        Assert.InRange(theirs.Count, 1, 100);
        Assert.Empty(mine.Intersect(theirs));
    }

    private static ScriptedServer Hearing(ConcurrentBag<string> requests) => new(async (stream, request, ct) =>
    {
        requests.Add(request[request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
        await AnswerAsync(stream, ct);
    });

    private static ScriptedServer Counting(TimeSpan after, Action onRequest) => new(async (stream, _, ct) =>
    {
        onRequest();
        await Task.Delay(after, ct);
        await AnswerAsync(stream, ct);
    });

    private static async Task AnswerAsync(Stream stream, CancellationToken ct) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(ScriptedServer.StreamHead + Events.Content("a") + Events.Content("b") + Events.Finish + Events.Usage(8, 2) + Events.Done), ct);

    private static async Task<int> ReadOneAsync(Stream stream, CancellationToken ct) => await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, ct);

    private static ScriptedServer Answering(TimeSpan after) => new(async (stream, _, ct) =>
    {
        await Task.Delay(after, ct);
        await AnswerAsync(stream, ct);
    });

    private static ProbePlan Plan(int? concurrency) => new()
    {
        Concurrency = concurrency,
        WarmUp = TimeSpan.Zero,
        Window = TimeSpan.FromMilliseconds(50),
        Drain = TimeSpan.FromSeconds(5),
        Stream = new(Short, 0, 7),
        Template = new(),
        SendLagBudget = TimeSpan.FromSeconds(1),
    };

    private protected abstract ILoadGenerator Create();

    private async Task<RequestOutcome> OneAsync(params string[] says)
    {
        await using var server = ScriptedServer.Saying(says);
        return await FirstAsync(server);
    }

    private async Task<RequestOutcome> FirstAsync(ScriptedServer server) => (await RunAsync(server, Plan(1))).Requests[0];

    private Task<ProbeRecord> RunAsync(ScriptedServer server, ProbePlan plan, IProbeMonitor? monitor = null) =>
        Create().RunAsync(plan, new ServingEndpoint(server.Address, "m"), monitor ?? new PatientMonitor(), TestContext.Current.CancellationToken);

    private sealed class StopAfter(int count) : IProbeMonitor
    {
        public List<int> Heard { get; } = [];

        public ProbeDecision OnOutcome(RequestOutcome outcome)
        {
            Heard.Add(outcome.Index);
            return Heard.Count < count ? ProbeDecision.GoOn : new("enough");
        }

        public ProbeDecision OnTick(in LoadState state) => ProbeDecision.GoOn;
    }
}
