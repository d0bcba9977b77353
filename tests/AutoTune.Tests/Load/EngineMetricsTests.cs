using System.Net;
using System.Text;
using AutoTune.Load;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class EngineMetricsTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["running"] = "e:running",
        ["waiting"] = "e:waiting",
        ["kv_usage"] = "e:kv",
        ["preemptions"] = "e:preempted_total",
        ["prompt_tokens"] = "e:prompt",
        ["prompt_tokens_cached"] = "e:cached",
        ["draft_tokens"] = "e:draft",
        ["draft_tokens_accepted"] = "e:accepted",
    };

    [Fact]
    public void A_page_is_read_with_labels_stamps_and_comments()
    {
        var values = PrometheusText.Parse("""
            # HELP e:running Requests.
            # TYPE e:running gauge
            e:running{engine="0",model="a {b} c"} 3
            e:running{engine="1"} 4.5 1700000000000
            e:preempted_total 12
            e:broken NaN
            nonsense
            """.ReplaceLineEndings("\n"));
        Assert.Equal([3, 4.5], values["e:running"]);
        Assert.Equal([12], values["e:preempted_total"]);
        Assert.False(values.Contains("e:broken"));
    }

    [Fact]
    public async Task Gauges_are_averaged_and_counters_grow_from_the_first_reading_to_the_last()
    {
        var pages = new Pages(
            "e:running 2\ne:waiting 0\ne:kv{x=\"0\"} 0.5\ne:kv{x=\"1\"} 0.7\ne:preempted_total 5\ne:prompt 100\ne:cached 0\ne:draft 10\ne:accepted 4\n",
            "e:running 6\ne:waiting 3\ne:kv 0.9\ne:preempted_total 7\ne:prompt 300\ne:cached 50\ne:draft 30\ne:accepted 19\n");
        var reading = await WatchAsync(pages);

        Assert.Equal((2, 4.0, 6.0, 1.5, 3.0), (reading!.Samples, reading.RunningMean, reading.RunningMost, reading.WaitingMean, reading.WaitingMost));
        Assert.Equal((0.9, 2.0, 0.25, 0.75), (reading.KvUsageMost, reading.Preemptions, reading.PrefixHits, reading.Acceptance));
    }

    [Fact]
    public async Task What_the_engine_does_not_say_is_left_out()
    {
        var reading = await WatchAsync(new("e:running 1\n", "e:running 1\n"));
        Assert.Equal((1.0, null, null, null), (reading!.RunningMean, reading.WaitingMean, reading.KvUsageMost, reading.Acceptance));
        Assert.Null(await WatchAsync(new("nothing 1\n")));
        Assert.Null(await WatchAsync(new((string?)null)));
    }

    private static async Task<EngineReading?> WatchAsync(Pages pages)
    {
        using var http = new HttpClient(pages);
        var during = new TaskCompletionSource();
        pages.OnRead = served => { if (served == 1) during.SetResult(); };
        return await new EngineMetrics(http, [new("http://engine/metrics")], Names, new FakeTimeProvider()).WatchAsync(during.Task, TestContext.Current.CancellationToken);
    }

    /// <summary>Serves one page after the other; 404 for none.</summary>
    private sealed class Pages(params string?[] page) : HttpMessageHandler
    {
        private int _served;

        public Action<int> OnRead { get; set; } = _ => { };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = page[Math.Min(_served, page.Length - 1)];
            OnRead(++_served);
            return Task.FromResult(text is null
                ? new HttpResponseMessage(HttpStatusCode.NotFound)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8) });
        }
    }
}
