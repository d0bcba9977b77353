using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>The three questions of readiness over the OpenAI-compatible API.</summary>
internal sealed class ServerProbe(HttpClient http, Uri entry, ReadinessSettings settings, TimeProvider time)
{
    private const int LongestEvidence = 600;
    private const int MostTokens = 4;

    public async Task<bool> IsHealthyAsync(CancellationToken ct) =>
        await SendAsync(HttpMethod.Get, settings.HealthPath, null, settings.RequestLimit, ct) is { Status: HttpStatusCode.OK };

    /// <returns>The id of the model that was asked for, or of the first; null while it is not listed.</returns>
    public async Task<string?> FindModelAsync(CancellationToken ct)
    {
        var answer = await SendAsync(HttpMethod.Get, "/v1/models", null, settings.RequestLimit, ct);
        if (answer is not { Status: HttpStatusCode.OK } || Member(Parse(answer.Body), "data") is not JsonArray models)
            return null;
        return models.Select(model => Text(Member(model, "id"))).FirstOrDefault(id => id is not null && (settings.Model ?? id) == id);
    }

    /// <summary>Asks for a few tokens; the quiet limit bounds the answer, since the first request may compile something.</summary>
    public async Task<SmokeAnswer> SmokeAsync(string model, CancellationToken ct)
    {
        var answer = await SendAsync(HttpMethod.Post, Path, Request(model), settings.HardLimit, ct);
        return answer switch
        {
            null or { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests } => new SmokeAnswer.NotYet(),
            { Status: HttpStatusCode.OK } => HasToken(Parse(answer.Body)) ? new SmokeAnswer.Tokens() : Refused(FailureCatalogue.CrashUnknown, "no token", answer),
            { Status: >= HttpStatusCode.InternalServerError } => Refused(FailureCatalogue.CrashUnknown, "an error", answer),
            _ => Refused(FailureCatalogue.ConfigInvalid, "a refusal", answer),
        };
    }

    private string Path => settings.Api == SmokeApi.Chat ? "/v1/chat/completions" : "/v1/completions";

    private JsonObject Request(string model)
    {
        var request = new JsonObject { ["model"] = model, ["max_tokens"] = MostTokens, ["temperature"] = 0 };
        if (settings.Api == SmokeApi.Chat)
            request["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Say hello." });
        else
            request["prompt"] = "Say hello.";
        return request;
    }

    // A model that thinks answers few tokens with thoughts only, and a special token has no text: the count of the usage tells.
    private static bool HasToken(JsonNode? answer)
    {
        var choice = (Member(answer, "choices") as JsonArray)?.FirstOrDefault();
        var message = Member(choice, "message");
        JsonNode?[] texts = [Member(message, "content"), Member(message, "reasoning_content"), Member(message, "reasoning"), Member(choice, "text")];
        return Member(Member(answer, "usage"), "completion_tokens") is JsonValue count && count.TryGetValue(out int tokens) && tokens > 0
            || texts.Any(text => Text(text) is { Length: > 0 });
    }

    private SmokeAnswer.Refused Refused(string failure, string what, Answer answer)
    {
        var body = answer.Body.Length <= LongestEvidence ? answer.Body : answer.Body[..LongestEvidence] + "…";
        return new SmokeAnswer.Refused(failure, $"{Path} answered the first request with {what} (HTTP {(int)answer.Status}): {body}");
    }

    private async Task<Answer?> SendAsync(HttpMethod method, string path, JsonObject? body, TimeSpan limit, CancellationToken ct)
    {
        using var bound = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, bound.Token);
        using var request = new HttpRequestMessage(method, new Uri(entry, path));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    // What answers may be any server: nothing of its shape is taken for granted.
    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Answer(HttpStatusCode Status, string Body);
}
