using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AutoTune.FaultyEngine;

/// <summary>The fake's routes.</summary>
internal static class FakeServer
{
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(2);

    public static WebApplication Create(Flags flags, Faults faults, FakeChat chat)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{flags.Host}:{flags.Port}");
        var server = builder.Build();
        server.Use((context, next) => faults.IsHung ? faults.HangAsync(context.RequestAborted) : next(context));
        server.MapGet("/health", () => faults.IsReady(SlowStart) ? Results.Json(new { status = "ok" }) : Results.StatusCode(503));
        server.MapGet("/v1/models", () => Results.Json(new { data = new[] { new { id = "fake-model-for-tests", owned_by = "faulty-engine, a fake" } } }));
        server.MapPost("/v1/chat/completions", chat.AnswerAsync);
        return server;
    }
}
