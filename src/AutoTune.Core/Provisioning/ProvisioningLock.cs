using AutoTune.Hardware;

namespace AutoTune.Provisioning;

/// <summary>One AutoTune at a time writes into a folder of the cache; another waits for it and says so.</summary>
internal static class ProvisioningLock
{
    public static Task<FileLock> OfEngineAsync(string folder, string engine, IProgress<string>? progress, CancellationToken ct) =>
        AcquireAsync(Path.Combine(folder, $"{engine}.lock"), progress, ct);

    /// <summary>Holds for all that AutoTune writes into a folder of models.</summary>
    public static Task<FileLock> OfModelsAsync(string folder, IProgress<string>? progress, CancellationToken ct) =>
        AcquireAsync(Path.Combine(folder, ".autotune.lock"), progress, ct);

    private static Task<FileLock> AcquireAsync(string path, IProgress<string>? progress, CancellationToken ct) =>
        FileLock.AcquireAsync(path, TimeProvider.System, () => progress?.Report($"Waiting for another AutoTune, which holds {path}"), ct);
}
