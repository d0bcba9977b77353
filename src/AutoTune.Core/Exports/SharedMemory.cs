namespace AutoTune.Exports;

/// <summary>How a container comes to the shared memory through which several GPUs, and workers of one engine, exchange data.</summary>
internal static class SharedMemory
{
    /// <returns>Bytes; null where the size is the container engine's or the host's.</returns>
    public static long? Size(LaunchCommand command) => command.Needs.HostIpc ? null : command.Needs.SharedMemory;

    /// <summary>The host's: asked for, or the 64 MiB of a container are too few and nobody names a size.</summary>
    public static bool IsHosts(LaunchCommand command) => command.Needs.HostIpc || (command.Gpus != 0 && command.Needs.SharedMemory is null);
}
