namespace AutoTune.Hardware;

/// <summary>For candidates that run somewhere else: whoever starts them chooses their devices. Only the load client is here, and measures alone.</summary>
public sealed class RemotePool(IResourcePool host) : IResourcePool
{
    public ValueTask<IResourceLease> AcquireAsync(ResourceRequest request, CancellationToken ct) => host.AcquireAsync(new(Gpus: 0), ct);
}
