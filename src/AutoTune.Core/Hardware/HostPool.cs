namespace AutoTune.Hardware;

/// <summary>Leases this host's devices by lock files that every AutoTune on it sees; the system frees them when their holder dies.</summary>
/// <remarks>Without GPUs the processor is the device: two measurements at once would each measure the other.</remarks>
/// <param name="folder">Shared by all users of the host.</param>
/// <param name="waiting">Told once when a device is taken.</param>
public sealed class HostPool(string folder, IHostGpus gpus, TimeProvider clock, IProgress<string>? waiting = null) : IResourcePool
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks before a stranger's process counts as one that stays: an engine that was just killed takes a moment to go.</summary>
    private const int LooksAtStrangers = 10;

    private readonly GpuMemory _memory = new(gpus, clock, waiting);
    private GpuLinks? _links;

    /// <summary><c>AUTOTUNE_LOCKS</c>, else one folder for all: a temporary folder of a user's or a job's own would hide one AutoTune from the other.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("AUTOTUNE_LOCKS") is { Length: > 0 } named ? named : Path.Combine(OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp", "autotune-locks");

    public async ValueTask<IResourceLease> AcquireAsync(ResourceRequest request, CancellationToken ct)
    {
        Prepare();
        return request.Gpus == 0 ? await ProcessorAsync(ct) : await GpusAsync(request, ct);
    }

    private async Task<Lease> ProcessorAsync(CancellationToken ct)
    {
        var path = LockOf("processor");
        var held = await FileLock.AcquireAsync(path, clock, () => waiting?.Report("waiting: another AutoTune measures on this machine"), ct);
        ShareWithEveryone(path);
        return new([], [held]);
    }

    /// <summary>Takes every lock that is free, keeps the best linked devices, gives the rest back; all under one lock, so that two that choose at once do not starve each other.</summary>
    private async Task<Lease> GpusAsync(ResourceRequest request, CancellationToken ct)
    {
        var count = request.TotalGpus;
        var devices = await gpus.DevicesAsync(ct);
        if (devices.Count < count)
            throw new DevicesTakenException($"{count} GPUs are asked for, and this process has {devices.Count}{(devices.Count == 0 ? "" : $" ({string.Join(", ", devices.Select(gpu => gpu.Index))})")}");
        _links ??= await gpus.LinksAsync(ct);
        for (var attempt = 0; ; attempt++)
        {
            if (await TryGpusAsync(devices, request, mayWait: attempt < LooksAtStrangers, ct) is { } lease)
                return await ReleasedAsync(lease, ct);
            if (attempt == 0)
                waiting?.Report($"waiting: {count} GPUs are wanted, and others hold them");
            await Task.Delay(RetryEvery, clock, ct);
        }
    }

    private async Task<Lease> ReleasedAsync(Lease lease, CancellationToken ct)
    {
        try
        {
            await _memory.WaitUntilReleasedAsync(lease.Gpus, ct);
            return lease;
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    /// <returns>Null where other AutoTunes hold too many.</returns>
    /// <exception cref="DevicesTakenException">Others compute on too many.</exception>
    private async Task<Lease?> TryGpusAsync(IReadOnlyList<GpuDevice> devices, ResourceRequest request, bool mayWait, CancellationToken ct)
    {
        using var choosing = await FileLock.AcquireAsync(LockOf("gpus"), clock, () => { }, ct);
        ShareWithEveryone(LockOf("gpus"));
        var held = new Dictionary<GpuDevice, FileLock>();
        try
        {
            foreach (var device in devices)
                if (FileLock.TryAcquire(LockOf(device.Uuid)) is { } free)
                {
                    held[device] = free;
                    ShareWithEveryone(LockOf(device.Uuid));
                }
            var taken = await gpus.ProcessesAsync(ct);
            var usable = held.Keys.Where(device => device.IsFree(taken)).ToArray();
            if (GpuChoice.OfGroups(usable, _links!, request.Gpus, request.Servers) is { } chosen)
                return new(chosen, [.. chosen.Select(device => Taken(held, device))]);
            if (!mayWait)
                ThrowIfNeverFree(devices, held.Keys, taken, request.TotalGpus);
            return null;
        }
        finally
        {
            foreach (var free in held.Values)
                free.Dispose();
        }
    }

    private static FileLock Taken(Dictionary<GpuDevice, FileLock> held, GpuDevice device)
    {
        held.Remove(device, out var taken);
        return taken!;
    }

    /// <summary>What another AutoTune holds becomes free again; a stranger's process is not waited for.</summary>
    /// <param name="unlocked">Held by no AutoTune: whoever computes there is a stranger.</param>
    private static void ThrowIfNeverFree(IReadOnlyList<GpuDevice> devices, IReadOnlyCollection<GpuDevice> unlocked, IReadOnlyList<GpuProcess> processes, int count)
    {
        var lost = devices.Where(device => device.IsSplit || (unlocked.Contains(device) && processes.Any(process => process.Device == device.Uuid))).ToArray();
        if (devices.Count - lost.Length >= count)
            return;
        var why = lost.Select(device => device.IsSplit
            ? $"GPU {device.Index} is split into instances ({(device.Maker == GpuMaker.Nvidia ? "MIG" : "compute partitions")})"
            : $"GPU {device.Index} is used by {string.Join(", ", processes.Where(process => process.Device == device.Uuid).Select(process => $"{process.Name} (process {process.ProcessId})"))}");
        throw new DevicesTakenException($"{count} GPUs are asked for: {string.Join("; ", why)}");
    }

    private string LockOf(string device) => Path.Combine(folder, $"{device}.lock");

    private void Prepare()
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        ShareWithEveryone(folder);
    }

    private static void ShareWithEveryone(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, Directory.Exists(path) ? (UnixFileMode)0b1_111_111_111 : (UnixFileMode)0b110_110_110);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user made it, and shared it already.
        }
    }

    private sealed class Lease(IReadOnlyList<GpuDevice> gpus, IReadOnlyList<FileLock> held) : IResourceLease
    {
        public IReadOnlyList<GpuDevice> Gpus => gpus;

        public ValueTask DisposeAsync()
        {
            foreach (var one in held)
                one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Devices that are asked for will not become free by waiting.</summary>
public sealed class DevicesTakenException(string message) : Exception(message);
