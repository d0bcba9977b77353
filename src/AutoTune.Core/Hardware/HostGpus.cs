namespace AutoTune.Hardware;

/// <summary>The GPUs of this host, as far as they are this process's to use.</summary>
public interface IHostGpus
{
    Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct);

    Task<GpuLinks> LinksAsync(CancellationToken ct);

    /// <summary>What computes on them now.</summary>
    Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct);

    /// <returns>UUID → bytes in use; a card that does not say it is left out.</returns>
    Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct);

    /// <returns>Of every card that says it.</returns>
    Task<IReadOnlyList<GpuCondition>> ConditionsAsync(CancellationToken ct);
}

/// <summary>By the tool of whose cards are here; a scheduler's allocation is kept to.</summary>
public sealed class InstalledGpus : IHostGpus
{
    private GpuMaker? _maker;

    public async Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct)
    {
        var devices = await NvidiaSmi.DevicesAsync(ct);
        if (devices.Count == 0)
            devices = await RocmSmi.DevicesAsync(ct);
        _maker = devices.Count == 0 ? null : devices[0].Maker;
        return GpuAllocation.Of(devices, Environment.GetEnvironmentVariable);
    }

    public Task<GpuLinks> LinksAsync(CancellationToken ct) => ByMaker(NvidiaSmi.LinksAsync, RocmSmi.LinksAsync, GpuLinks.Unknown, ct);

    public Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) => ByMaker(NvidiaSmi.ProcessesAsync, RocmSmi.ProcessesAsync, [], ct);

    public Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) =>
        ByMaker(NvidiaSmi.MemoryUsedAsync, RocmSmi.MemoryUsedAsync, new Dictionary<string, long>(), ct);

    /// <summary>NVIDIA's only: what AMD's tool says under load could not be tried yet.</summary>
    public Task<IReadOnlyList<GpuCondition>> ConditionsAsync(CancellationToken ct) =>
        ByMaker(NvidiaSmi.ConditionsAsync, _ => Task.FromResult<IReadOnlyList<GpuCondition>>([]), [], ct);

    private Task<T> ByMaker<T>(Func<CancellationToken, Task<T>> nvidia, Func<CancellationToken, Task<T>> amd, T none, CancellationToken ct) => _maker switch
    {
        GpuMaker.Nvidia => nvidia(ct),
        GpuMaker.Amd => amd(ct),
        _ => Task.FromResult(none),
    };
}
