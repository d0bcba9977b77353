using System.Globalization;
using AutoTune.Engines;

namespace AutoTune.Evaluation;

/// <summary>Waits between probes until the engine itself says that nothing runs or waits: what is cancelled at the client may still be computed.</summary>
internal sealed class EngineSettling(HttpClient http, Uri entry, EngineDefinition engine, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task WaitAsync(CancellationToken ct)
    {
        var names = new[] { "running", "waiting" }.Select(name => engine.MetricNames.GetValueOrDefault(name)).OfType<string>().ToArray();
        if (engine.MetricsPath is not { } path || names.Length == 0)
            return;
        var begun = clock.GetTimestamp();
        while (await IsBusyAsync(path, names, ct) && clock.GetElapsedTime(begun) < LongestWait)
            await Task.Delay(Pause, clock, ct);
    }

    private async Task<bool> IsBusyAsync(string path, string[] names, CancellationToken ct)
    {
        try
        {
            var text = await http.GetStringAsync(new Uri(entry, path), ct);
            return text.Split('\n').Any(line => names.Any(name => line.StartsWith(name, StringComparison.Ordinal)) && ValueOf(line) > 0);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static double ValueOf(string line) =>
        double.TryParse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture, out var value) ? value : 0;
}
