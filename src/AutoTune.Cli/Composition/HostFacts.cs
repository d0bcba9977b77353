using AutoTune.Hardware;

namespace AutoTune.Cli.Composition;

/// <summary>The machine, as it is kept with a study.</summary>
internal static class HostFacts
{
    public const string Processor = "processor";
    public const string Cores = "cores";
    public const string MemoryBytes = "memory_bytes";
    public const string System = "operating_system";

    public static string EngineVersion(string engine) => $"engine_version.{engine}";

    public static string ModelFile(string engine) => $"model_file.{engine}";

    public static Dictionary<string, string> Of(HostProfile host) => new()
    {
        [Processor] = host.Processor,
        [Cores] = $"{host.Cores}",
        [MemoryBytes] = $"{host.MemoryBytes}",
        [System] = host.OperatingSystem,
    };
}
