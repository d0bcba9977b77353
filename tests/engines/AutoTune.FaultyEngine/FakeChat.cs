using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AutoTune.FaultyEngine;

/// <summary>Answers with as many words as were asked for, each at its time; at most so many requests at once.</summary>
internal sealed class FakeChat(Flags flags, Faults faults) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(flags.Slots);

    public void Dispose() => _slots.Dispose();

    public async Task AnswerAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: ct))!.AsObject();
        var breaksOff = await faults.OnRequestAsync(ct);
        await _slots.WaitAsync(ct);
        try
        {
            await AnswerAsync(context, request, breaksOff, ct);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task AnswerAsync(HttpContext context, JsonObject request, bool breaksOff, CancellationToken ct)
    {
        var tokens = (int?)request["max_tokens"] ?? 16;
        var words = request["messages"]!.AsArray().Sum(message => ((string?)message!["content"] ?? "").Split(' ').Length);
        var usage = new JsonObject { ["prompt_tokens"] = words, ["completion_tokens"] = tokens, ["total_tokens"] = words + tokens };
        if ((bool?)request["stream"] == true)
            await StreamAsync(context, tokens, usage, breaksOff, ct);
        else
            await WholeAsync(context, tokens, usage, ct);
    }

    private async Task WholeAsync(HttpContext context, int tokens, JsonObject usage, CancellationToken ct)
    {
        await Task.Delay(flags.FirstToken + flags.PerToken * (tokens - 1), ct);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(Enumerable.Repeat("fake ", tokens)) };
        var answer = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["message"] = message, ["finish_reason"] = "length" }), ["usage"] = usage };
        await context.Response.WriteAsJsonAsync(answer, ct);
    }

    private async Task StreamAsync(HttpContext context, int tokens, JsonObject usage, bool breaksOff, CancellationToken ct)
    {
        context.Response.ContentType = "text/event-stream";
        var began = TimeProvider.System.GetTimestamp();
        for (var token = 0; token < tokens; token++)
        {
            var due = flags.FirstToken + flags.PerToken * token - TimeProvider.System.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, ct);
            await SendAsync(context, new JsonObject { ["choices"] = Choice("fake ", token == tokens - 1 ? "length" : null) }, ct);
            if (breaksOff)
            {
                context.Abort();
                return;
            }
        }

        await SendAsync(context, new JsonObject { ["choices"] = new JsonArray(), ["usage"] = usage }, ct);
        await context.Response.WriteAsync("data: [DONE]\n\n", ct);
    }

    private static JsonArray Choice(string text, string? finish) =>
        new(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["content"] = text }, ["finish_reason"] = finish });

    private static async Task SendAsync(HttpContext context, JsonObject chunk, CancellationToken ct)
    {
        await context.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", ct);
        await context.Response.Body.FlushAsync(ct);
    }
}
