using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace AutoTune.IntegrationTests.Provisioning;

/// <summary>A llama-server for one test, on a port of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly List<string> _log = [];

    private RunningServer(Process process, int port)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = StartLimit };
    }

    public int ProcessId => _process.Id;

    public Uri Address => _http.BaseAddress!;

    /// <summary>One thread: an engine whose threads spin for each other crawls where the machine is busy.</summary>
    public static async Task<RunningServer> StartAsync(string llamaServer, params string[] arguments)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(llamaServer, [.. arguments, "--host", "127.0.0.1", "--port", $"{port}", "--ctx-size", "4096", "--fit", "off", "--threads", "1"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new RunningServer(Process.Start(start)!, port);
        server.KeepLog();
        await server.WaitUntilReadyAsync();
        return server;
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void KeepLog()
    {
        void Keep(string? line)
        {
            lock (_log)
                _log.Add(line ?? "");
        }
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitUntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                await DisposeAsync();
                throw new InvalidOperationException("llama-server did not start:\n" + string.Join('\n', _log));
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync("/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
