using System.Collections.Immutable;
using System.Net;
using AutoTune.Load;
using AutoTune.Load.Sockets;
using AutoTune.Metrics;
using AutoTune.MockEngine;
using Xunit;

namespace AutoTune.Tests.MockEngine;

public sealed class MockServerTests : IDisposable
{
    private const int Tokens = 9;

    private readonly MockServer _server = new(IPAddress.Loopback, 0, 1, new() { Ttft = TimeSpan.FromMilliseconds(40), Tpot = TimeSpan.FromMilliseconds(5) });

    public MockServerTests() => _server.Start();

    public static TheoryData<bool, string> Clients => new() { { true, "chat" }, { false, "chat" }, { true, "completions" }, { false, "completions" } };

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task An_answer_comes_as_it_was_ordered(bool sockets, string api)
    {
        var request = await OneAsync(sockets, api: api);

        Assert.Equal((RequestEnd.Completed, Tokens, TokenCountSource.Usage), (request.End, request.OutputTokens, request.TokenCount));
        Assert.Equal(Tokens, request.Chunks.Count);
        Assert.True(Ttft.Of(request) >= TimeSpan.FromMilliseconds(40), "never earlier than ordered");
        Assert.True(request.LastToken - request.Scheduled >= TimeSpan.FromMilliseconds(40 + 5 * (Tokens - 1)), "spread as ordered");
    }

    [Theory]
    [InlineData("\"tokens_per_chunk\":4", 3, 9, TokenCountSource.Usage)]
    [InlineData("\"delta\":\"reasoning\"", 9, 9, TokenCountSource.Usage)]
    [InlineData("\"delta\":\"tool-call\"", 9, 9, TokenCountSource.Usage)]
    [InlineData("\"usage\":false", 9, 9, TokenCountSource.Chunks)]
    [InlineData("\"split_bytes\":7,\"ttft_ms\":0,\"tpot_ms\":0", 9, 9, TokenCountSource.Usage)]
    public async Task Every_shape_of_a_stream_is_read_alike_by_both_clients(string mock, int chunks, int tokens, TokenCountSource counted)
    {
        foreach (var sockets in new[] { true, false })
        {
            var request = await OneAsync(sockets, mock);
            Assert.Equal((RequestEnd.Completed, chunks, tokens, counted), (request.End, request.Chunks.Count, request.OutputTokens, request.TokenCount));
        }
    }

    [Theory]
    [InlineData("\"delta\":\"content\"")]
    [InlineData("\"delta\":\"reasoning\"")]
    [InlineData("\"delta\":\"tool-call\"")]
    public async Task Replies_without_usage_are_counted_by_the_servers_tokenizer(string delta)
    {
        foreach (var (sockets, api) in new[] { (true, "chat"), (false, "chat"), (true, "completions") })
        {
            var request = await OneAsync(sockets, $"\"usage\":false,\"tokens_per_chunk\":4,{delta}", api, new PromptCalibration(0, [1], CalibrationSource.Assumed) { RepliesAreCounted = false });
            Assert.Equal((3, Tokens, 4, TokenCountSource.Tokenizer), (request.Chunks.Count, request.OutputTokens, request.FirstChunkTokens, request.TokenCount));
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"usage\":false", false)]
    public async Task Calibration_finds_out_whether_streams_carry_usage(string mock, bool counted)
    {
        using var calibrator = new PromptCalibrator();
        var calibration = await calibrator.CalibrateAsync(Endpoint, Template(mock, RequestApi.Chat), TestContext.Current.CancellationToken);
        Assert.Equal((counted, 1.0), (calibration.RepliesAreCounted, calibration.TokensOf(0)));
    }

    [Theory]
    [InlineData("close-at-once", RequestEnd.Broken)]
    [InlineData("reset", RequestEnd.Broken)]
    [InlineData("no-finish", RequestEnd.Broken)]
    [InlineData("garbage", RequestEnd.Broken)]
    [InlineData("html", RequestEnd.Broken)]
    [InlineData("error-event", RequestEnd.ServerError)]
    [InlineData("error500", RequestEnd.ServerError)]
    [InlineData("error503", RequestEnd.ServerError)]
    [InlineData("error401", RequestEnd.ServerError)]
    [InlineData("silence", RequestEnd.TimedOut)]
    public async Task A_fault_to_order_is_what_both_clients_say_it_is(string fault, RequestEnd expected)
    {
        foreach (var sockets in new[] { true, false })
        {
            var request = await OneAsync(sockets, $"\"fault\":\"{fault}\"");
            Assert.True(request.End == expected, $"{(sockets ? "sockets" : "http")}: {request.End} {request.Error}");
        }
    }

    [Fact]
    public async Task A_stall_shows_as_one_long_gap()
    {
        // A second long, because a reader that is late for the chunk before it sees the gap that much shorter.
        var request = await OneAsync(sockets: true, "\"fault\":\"stall\",\"stall_ms\":1000");

        var gaps = request.Chunks.Zip(request.Chunks.Skip(1), (a, b) => b - a).ToArray();
        Assert.Single(gaps, gap => gap > TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task It_says_what_it_is_and_how_late_it_was()
    {
        using var http = ServingHttp.CreateClient();
        await OneAsync(sockets: true);

        Assert.Contains("a fake", await http.GetStringAsync(new Uri($"http://{_server.Address}/v1/models"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"p99_us\":", await http.GetStringAsync(new Uri($"http://{_server.Address}/mock/lateness"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private ServingEndpoint Endpoint => new(new Uri($"http://{_server.Address}/"), Replies.Model);

    private static RequestTemplate Template(string mock, RequestApi api) =>
        new() { Api = api, Extra = ImmutableSortedDictionary<string, string>.Empty.Add("mock", $"{{{mock}}}") };

    private async Task<RequestOutcome> OneAsync(bool sockets, string mock = "", string api = "chat", PromptCalibration? prompts = null)
    {
        using var http = new HttpLoadGenerator(TimeProvider.System, keepAlive: true);
        ILoadGenerator client = sockets ? new SocketLoadGenerator(TimeProvider.System, keepAlive: true) { Loops = 1 } : http;
        var plan = new ProbePlan
        {
            Concurrency = 1,
            WarmUp = TimeSpan.Zero,
            Window = TimeSpan.FromMilliseconds(100),
            Drain = TimeSpan.FromSeconds(2),
            Stream = new(new() { Input = new LengthDistribution.Fixed(8), Output = new LengthDistribution.Fixed(Tokens) }, 0, 1),
            Template = Template(mock, api == "chat" ? RequestApi.Chat : RequestApi.Completions),
            Prompts = prompts ?? PromptCalibration.Assumed,
        };
        var record = await client.RunAsync(plan, Endpoint, new PatientMonitor(), TestContext.Current.CancellationToken);
        return record.Requests[0];
    }
}
