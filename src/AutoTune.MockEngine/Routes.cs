using System.Text.Json;

namespace AutoTune.MockEngine;

/// <summary>Everything but generation.</summary>
internal static class Routes
{
    private const string Models = """{"object":"list","data":[{"id":"autotune-mock","object":"model","owned_by":"AutoTune.MockEngine: a fake with exact latencies, no model"}]}""";

    /// <param name="control">Of the command <c>lateness</c> or <c>reset</c>.</param>
    /// <param name="pacing">Of a fake engine; null for the plain server.</param>
    public static byte[] Answer(ReceivedRequest request, Func<string, LatenessReport> control, IPacing? pacing = null) => (request.Method, request.Path) switch
    {
        ("GET", "/health") => Replies.Json(200, """{"status":"ok"}"""),
        ("GET", "/v1/models") => Replies.Json(200, pacing is null ? Models : JsonSerializer.Serialize(new { @object = "list", data = new[] { new { id = pacing.Model, @object = "model", owned_by = pacing.OwnedBy } } })),
        ("GET", var path) when pacing is not null && path == pacing.MetricsPath => Replies.Plain(200, "text/plain; version=0.0.4", pacing.Metrics(System.Diagnostics.Stopwatch.GetTimestamp())),
        ("GET", "/mock/lateness") => Replies.Json(200, Written(control("lateness"))),
        ("POST", "/mock/reset") => Replies.Json(200, Written(control("reset"))),
        ("POST", "/tokenize") => Replies.Json(200, Tokenized(request)),
        _ => Replies.Json(404, """{"error":{"message":"the mock has no such route"}}"""),
    };

    /// <returns>Null where the fault is another one.</returns>
    public static byte[]? Refusal(Fault fault) => fault switch
    {
        Fault.Error401 => Replies.Json(401, """{"error":{"message":"the mock refuses the key, as it was told"}}"""),
        Fault.Error500 => Replies.Json(500, """{"error":{"message":"the mock fails as it was told"}}"""),
        Fault.Error503 => Replies.Json(503, """{"error":{"message":"the mock is overloaded as it was told"}}"""),
        Fault.Html => Replies.Plain(200, "text/html", "<html><body>a page in place of events</body></html>"),
        _ => null,
    };

    /// <summary>A word is a token; which words they were is not told.</summary>
    private static string Tokenized(ReceivedRequest request)
    {
        using var asked = JsonDocument.Parse(request.Body);
        return JsonSerializer.Serialize(new { tokens = new int[GenerationRequest.Words(asked.RootElement.GetProperty("content"))] });
    }

    private static string Written(LatenessReport report) => JsonSerializer.Serialize(new
    {
        count = report.Count,
        p50_us = report.P50Microseconds,
        p99_us = report.P99Microseconds,
        max_us = report.MaxMicroseconds,
    });
}
