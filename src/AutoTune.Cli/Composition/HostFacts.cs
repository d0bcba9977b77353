using AutoTune.Hardware;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>The machine, as it is kept with a study.</summary>
internal static class HostFacts
{
    public static Dictionary<string, string> Of(HostProfile host) => new()
    {
        [StudyFacts.Processor] = host.Processor,
        [StudyFacts.Cores] = $"{host.Cores}",
        [StudyFacts.MemoryBytes] = $"{host.MemoryBytes}",
        [StudyFacts.System] = host.OperatingSystem,
    };
}
