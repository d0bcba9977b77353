namespace AutoTune.Hardware;

/// <summary>What a machine has.</summary>
/// <param name="Processor">Model name as the system gives it.</param>
/// <param name="Cores">Usable by this process.</param>
/// <param name="MemoryBytes">Installed.</param>
public sealed record HostProfile(string Processor, int Cores, long MemoryBytes, IReadOnlyList<GpuDevice> Gpus, string OperatingSystem);

/// <param name="Index">As the driver counts.</param>
public sealed record GpuDevice(int Index, string Uuid, string Name, long MemoryBytes)
{
    public GpuMaker Maker { get; init; }

    /// <summary>Version; null where it is not known.</summary>
    public string? Driver { get; init; }

    /// <summary>Into instances (MIG), which AutoTune leaves alone.</summary>
    public bool IsSplit { get; init; }

    /// <param name="processes">All that compute on any card.</param>
    public bool IsFree(IReadOnlyList<GpuProcess> processes) => !IsSplit && processes.All(process => process.Device != Uuid);
}

/// <summary>Whose card it is: each maker has a tool of its own, and variables of its own for what a process may see.</summary>
public enum GpuMaker
{
    Nvidia,
    Amd,
}

/// <summary>What a launch needs of a host; serialisable, since it travels to a worker.</summary>
/// <param name="Gpus">Of one server; 0: the processor is the device.</param>
public sealed record ResourceRequest(int Gpus)
{
    /// <summary>Equal servers that share the candidate's load, each with GPUs of its own.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>How often the candidate is there. The first is measured; the others bear the same load, so that it has no idle machine to itself.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Of the candidate that is measured.</summary>
    public int CandidateGpus => Gpus * Replicas;

    public int Servers => Replicas * Copies;

    /// <summary>Of all servers.</summary>
    public int TotalGpus => Gpus * Servers;
}
