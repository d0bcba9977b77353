using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AutoTune.Exports;
using Xunit;

namespace AutoTune.IntegrationTests.Exports;

/// <summary>The engine's own reading of the preset file.</summary>
public sealed class PresetTests(RealParts real)
{
    private static readonly string[] Options =
        ["--parallel", "8", "--flash-attn", "on", "--no-webui", "--poll", "50", "--spec-draft-n-max", "3", "--threads-batch", "2", "--chat-template-kwargs", "{\"a\": \"b c\"}", "--model", "/nowhere/a b.gguf"];

    [Fact]
    public async Task The_real_engine_reads_the_preset_as_the_command_line_that_was_measured()
    {
        var server = real.Engine.LlamaServer;
        var port = FreePort();
        var native = new LaunchCommand { Program = "llama-server", Arguments = [.. Options] };
        using var export = new ExportedFile("engine-config", ExportedFile.Document with { Study = "chat", Native = native });
        var start = new ProcessStartInfo(server, ["--models-preset", export.File, "--host", "127.0.0.1", "--port", $"{port}", "--log-disable"]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        try
        {
            var arguments = await ArgumentsOfModelAsync(port, TestContext.Current.CancellationToken);
            Assert.Equal(Pairs(Options), Pairs(arguments).Intersect(Pairs(Options)).Order());
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    // The engine sorts its options.
    private static IEnumerable<string> Pairs(IReadOnlyList<string> arguments) =>
        arguments.Select((flag, i) => i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--") ? $"{flag} {arguments[i + 1]}" : flag)
            .Where(text => text.StartsWith("--")).Order(StringComparer.Ordinal).ToArray();

    private static async Task<string[]> ArgumentsOfModelAsync(int port, CancellationToken ct)
    {
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var models = JsonDocument.Parse(await client.GetStringAsync($"http://127.0.0.1:{port}/v1/models", ct));
                var model = models.RootElement.GetProperty("data")[0];
                Assert.Equal("chat", model.GetProperty("id").GetString());
                return [.. model.GetProperty("status").GetProperty("args").EnumerateArray().Select(item => item.GetString()!)];
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(100, ct);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
