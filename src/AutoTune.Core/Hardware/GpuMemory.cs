namespace AutoTune.Hardware;

/// <summary>Waits until a card's memory is back where it was: a driver gives an ended engine's memory back some seconds later, and an engine that starts meanwhile finds too little.</summary>
internal sealed class GpuMemory(IHostGpus gpus, TimeProvider clock, IProgress<string>? waiting)
{
    /// <summary>Above the baseline: what a driver keeps for itself comes and goes.</summary>
    private const long Slack = 256L << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>The least that was ever seen in use while nobody computed there.</summary>
    private readonly Dictionary<string, long> _baseline = [];

    /// <param name="devices">Leased, and nobody computes on them.</param>
    /// <remarks>What never comes back is told and not waited for longer: an engine that then has too little says so itself.</remarks>
    public async Task WaitUntilReleasedAsync(IReadOnlyList<GpuDevice> devices, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (await HeldAsync(devices, ct) is { Count: > 0 } held)
        {
            if (clock.GetElapsedTime(began) >= LongestWait)
            {
                waiting?.Report($"going on, though memory that no process owns is still in use: {string.Join(", ", held)}");
                _baseline.Clear();    // what does not come back is not waited for twice
                return;
            }
            await Task.Delay(LookEvery, clock, ct);
        }
    }

    /// <returns>A text for each card that holds more than its baseline.</returns>
    private async Task<IReadOnlyList<string>> HeldAsync(IReadOnlyList<GpuDevice> devices, CancellationToken ct)
    {
        var used = await gpus.MemoryUsedAsync(ct);
        var held = new List<string>();
        foreach (var device in devices)
        {
            if (!used.TryGetValue(device.Uuid, out var now))
                continue;
            var least = _baseline[device.Uuid] = Math.Min(now, _baseline.GetValueOrDefault(device.Uuid, long.MaxValue));
            if (now > least + Slack)
                held.Add($"GPU {device.Index} {(now - least) / (double)(1L << 30):0.0} GiB");
        }

        return held;
    }
}
