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
}

/// <summary>By NVIDIA's tool; a scheduler's allocation is kept to.</summary>
public sealed class NvidiaGpus : IHostGpus
{
    public async Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) =>
        GpuAllocation.Of(await NvidiaSmi.DevicesAsync(ct), Environment.GetEnvironmentVariable);

    public Task<GpuLinks> LinksAsync(CancellationToken ct) => NvidiaSmi.LinksAsync(ct);

    public Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) => NvidiaSmi.ProcessesAsync(ct);

    public Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) => NvidiaSmi.MemoryUsedAsync(ct);
}
