namespace AutoTune.Hardware;

/// <summary>Hands out devices; one lessee per device on a host, whoever asks.</summary>
public interface IResourcePool
{
    /// <summary>Waits until the devices are free.</summary>
    ValueTask<IResourceLease> AcquireAsync(ResourceRequest request, CancellationToken ct);
}

public interface IResourceLease : IAsyncDisposable
{
    /// <summary>Those of each server together, one server after the other; empty for the processor.</summary>
    IReadOnlyList<GpuDevice> Gpus { get; }
}
