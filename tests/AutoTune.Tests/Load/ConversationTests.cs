using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using AutoTune.Load;
using AutoTune.Load.Sockets;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class ConversationTests
{
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(false, 2)]
    public async Task A_turn_sends_all_that_was_said_and_the_server_s_own_replies(bool sockets, int? concurrency)
    {
        var bodies = new ConcurrentQueue<string>();
        await using var server = new ScriptedServer(async (stream, request, ct) =>
        {
            bodies.Enqueue(request[request.IndexOf('{', StringComparison.Ordinal)..]);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(ScriptedServer.StreamHead + Events.Reasoning("hm") + Events.Content($"reply {bodies.Count} ") + Events.Content("ends") + Events.Finish + Events.Usage(10, 3) + Events.Done), ct);
        });
        var client = sockets ? new SocketLoadGenerator(TimeProvider.System) { Loops = 1 } : (ILoadGenerator)new HttpLoadGenerator(TimeProvider.System);

        var record = await client.RunAsync(Plan(concurrency), new(server.Address, "m"), new PatientMonitor(), TestContext.Current.CancellationToken);

        var conversations = bodies.Select(Messages).GroupBy(messages => messages[0].Text).ToArray();
        Assert.Contains(conversations, conversation => conversation.Count() == 3);
        foreach (var conversation in conversations)
        {
            var turns = conversation.OrderBy(messages => messages.Length).ToArray();
            Assert.Equal([1, 3, 5], turns.Select(messages => messages.Length).Concat([1, 3, 5]).Distinct().Order());
            foreach (var (before, after) in turns.Zip(turns.Skip(1)))
            {
                Assert.Equal(before, after[..^2]);
                Assert.Equal("assistant", after[^2].Role);
                Assert.Matches("^reply [0-9]+ ends$", after[^2].Text);
                Assert.Equal("user", after[^1].Role);
            }
        }

        Assert.All(record.Judged, request => Assert.Equal(RequestEnd.Completed, request.End));
        Assert.Contains(record.Requests, request => request.SharedTokens == 13);
        Assert.Equal(Enumerable.Range(0, record.Requests.Count), record.Requests.Select(request => request.Index));
    }

    [Fact]
    public void A_rate_counts_requests_and_not_conversations()
    {
        var planned = StreamPlan.Open(new(Workload(), 0, 7), 30, TimeSpan.Zero, TimeSpan.FromSeconds(4), TimeSpan.Zero);

        Assert.Equal(40, planned.Count);
    }

    private static (string Role, string Text)[] Messages(string body)
    {
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("messages").EnumerateArray().Select(message => (message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!))];
    }

    private static Workload Workload() => new()
    {
        Input = new LengthDistribution.Fixed(8),
        Output = new LengthDistribution.Fixed(4),
        Conversation = new(new LengthDistribution.Fixed(3), new LengthDistribution.Fixed(5), TimeSpan.FromMilliseconds(100)),
    };

    private static ProbePlan Plan(int? concurrency) => new()
    {
        RequestsPerSecond = concurrency is null ? 12 : null,
        Concurrency = concurrency,
        WarmUp = TimeSpan.Zero,
        Window = TimeSpan.FromSeconds(1.5),
        Drain = TimeSpan.FromSeconds(5),
        Stream = new(Workload(), 0, 7),
        Template = new(),
        SendLagBudget = TimeSpan.FromSeconds(1),
    };
}
