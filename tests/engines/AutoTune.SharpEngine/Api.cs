using System.Text.Json;
using System.Text.Json.Nodes;

namespace AutoTune.SharpEngine;

/// <summary>The OpenAI-compatible part of the engine.</summary>
internal static class Api
{
    private const string Model = "sharp-engine";
    private const int DefaultTokens = 16;

    public static WebApplication Build(Engine engine, string host, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.WebHost.UseUrls($"http://{host}:{port}");
        var app = builder.Build();
        app.MapGet("/health", () => Results.Text("ok"));
        app.MapGet("/v1/models", () => Results.Text($$"""{"object":"list","data":[{"id":"{{Model}}","object":"model","owned_by":"LLamaSharp"}]}""", "application/json"));
        app.MapGet("/metrics", () => Results.Text($"sharp_lanes_busy {engine.Running}\nsharp_queue {engine.Waiting}\nsharp_tokens_total {engine.Generated}\n"));
        app.MapPost("/v1/chat/completions", (HttpContext http) => GenerateAsync(engine, http, isChat: true));
        app.MapPost("/v1/completions", (HttpContext http) => GenerateAsync(engine, http, isChat: false));
        return app;
    }

    private static async Task GenerateAsync(Engine engine, HttpContext http, bool isChat)
    {
        var asked = await JsonNode.ParseAsync(http.Request.Body);
        var text = isChat
            ? string.Concat(asked!["messages"]!.AsArray().Select(message => $"{message!["content"]}\n"))
            : asked!["prompt"]!.ToString();
        var generation = new Generation(engine.Tokenize(text), asked["max_tokens"]?.GetValue<int>() ?? DefaultTokens, asked["ignore_eos"]?.GetValue<bool>() ?? false, http.RequestAborted);
        engine.Add(generation);
        if (asked["stream"]?.GetValue<bool>() == true)
            await StreamAsync(http, generation, isChat);
        else
            await AnswerAsync(http, generation, isChat);
    }

    private static async Task StreamAsync(HttpContext http, Generation generation, bool isChat)
    {
        http.Response.ContentType = "text/event-stream";
        await foreach (var piece in generation.Pieces)
            await EventAsync(http, Chunk(isChat, isChat ? new JsonObject { ["content"] = piece } : null, piece, null));
        if (generation.Error is { } error)
            await EventAsync(http, new JsonObject { ["error"] = new JsonObject { ["message"] = error } });
        else
        {
            await EventAsync(http, Chunk(isChat, isChat ? [] : null, "", generation.FinishReason));
            await EventAsync(http, new JsonObject { ["id"] = Model, ["choices"] = new JsonArray(), ["usage"] = Usage(generation) });
        }
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static async Task AnswerAsync(HttpContext http, Generation generation, bool isChat)
    {
        var text = string.Concat(await generation.Pieces.ToListAsync());
        if (generation.Error is { } error)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = new JsonObject { ["message"] = error } });
            return;
        }
        var choice = new JsonObject { ["index"] = 0, ["finish_reason"] = generation.FinishReason };
        if (isChat)
            choice["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text };
        else
            choice["text"] = text;
        await http.Response.WriteAsJsonAsync(new JsonObject { ["id"] = Model, ["choices"] = new JsonArray(choice), ["usage"] = Usage(generation) });
    }

    private static JsonObject Chunk(bool isChat, JsonObject? delta, string piece, string? finish)
    {
        var choice = new JsonObject { ["index"] = 0, ["finish_reason"] = finish };
        if (isChat)
            choice["delta"] = delta;
        else
            choice["text"] = piece;
        return new() { ["id"] = Model, ["object"] = isChat ? "chat.completion.chunk" : "text_completion", ["choices"] = new JsonArray(choice) };
    }

    private static JsonObject Usage(Generation generation) => new()
    {
        ["prompt_tokens"] = generation.Prompt.Length,
        ["completion_tokens"] = generation.Tokens,
        ["total_tokens"] = generation.Prompt.Length + generation.Tokens,
    };

    private static async Task EventAsync(HttpContext http, JsonNode data)
    {
        await http.Response.WriteAsync($"data: {data.ToJsonString(JsonSerializerOptions.Web)}\n\n");
        await http.Response.Body.FlushAsync();
    }
}
