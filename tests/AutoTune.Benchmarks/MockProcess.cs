using System.Diagnostics;
using System.Net.Http.Json;

namespace AutoTune.Benchmarks;

/// <summary>The exact server in a process of its own.</summary>
internal sealed class MockProcess : IDisposable
{
    private static readonly HttpClient Http = new();

    private readonly Process _process;

    private MockProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>All threads of the server, since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<MockProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune-mock-engine")) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["--port", "0", .. arguments])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the mock engine did not start");
        return new(process, new Uri(line["listening on ".Length..] + "/"));
    }

    public async Task<LatenessRow> LatenessAsync(bool reset)
    {
        using var response = reset ? await Http.PostAsync(new Uri(Address, "mock/reset"), null) : await Http.GetAsync(new Uri(Address, "mock/lateness"));
        return (await response.Content.ReadFromJsonAsync<LatenessRow>())!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>How late the server itself wrote.</summary>
internal sealed record LatenessRow(long Count, double P50_us, double P99_us, double Max_us);
