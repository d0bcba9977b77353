using System.Diagnostics;
using AutoTune.Launching;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Waits on real processes, always with a bound.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <returns>How long it took; more than the bound where it never came true.</returns>
    public static async Task<TimeSpan> UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition() && watch.Elapsed < Bound)
            await Task.Delay(10);
        return watch.Elapsed;
    }

    public static bool IsAlive(int pid) => LinuxProcesses.Find(pid) is { IsDead: false };

    /// <summary>The lines until the deployment has printed so many.</summary>
    public static async Task<List<string>> LinesAsync(IDeployment deployment, int count)
    {
        using var bound = new CancellationTokenSource(Bound);
        var lines = new List<string>();
        await foreach (var line in deployment.ReadLogAsync(bound.Token))
        {
            lines.Add(line.Text);
            if (lines.Count == count)
                break;
        }
        return lines;
    }
}
