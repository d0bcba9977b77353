using AutoTune.Load;
using AutoTune.Studies;
using AutoTune.Tests.Capacity;

namespace AutoTune.Benchmarks;

/// <summary>Simulated queues with continuous batching, from short answers to long ones, from a flat knee to a steep one.</summary>
internal static class CapacityCases
{
    private static readonly SimulatedQueue Chat = new()
    {
        Workload = new() { Input = new LengthDistribution.Uniform(24, 64), Output = new LengthDistribution.Uniform(48, 96) },
        Slo = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(30), null, 0.9),
    };

    public static IReadOnlyDictionary<string, SimulatedQueue> All { get; } = new Dictionary<string, SimulatedQueue>
    {
        ["chat"] = Chat,
        ["few slots"] = Chat with { Slots = 4, StepMsPerStream = 2 },
        ["long answers"] = Chat with
        {
            Workload = new() { Input = new LengthDistribution.LogNormal(256, 1024), Output = new LengthDistribution.LogNormal(300, 1200) },
            Slots = 32,
            StepMsPerStream = 0.4,
            PrefillMsPerToken = 0.1,
            Slo = new(TimeSpan.FromMilliseconds(1000), TimeSpan.FromMilliseconds(30), null, 0.9),
        },
        ["with errors"] = Chat with { ErrorShare = 0.05 },
        ["p99"] = Chat with { Slo = Chat.Slo with { Attainment = 0.99 } },
    };
}
