using AutoTune.Hardware;
using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>What configurations take of the GPUs that a study has.</summary>
/// <param name="gpus">The study's; 0: the processor is the device.</param>
public sealed class EngineResources(IEnumerable<EngineDefinition> engines, int gpus)
{
    private readonly Dictionary<string, EngineDefinition> _engines = engines.ToDictionary(engine => engine.Name, StringComparer.Ordinal);

    public ResourceRequest Of(ServingConfig config)
    {
        var engine = _engines[config.Engine];
        var replicas = engine.ReplicasOf(config);
        return new(gpus == 0 ? 0 : engine.GpusOf(config) ?? gpus / replicas) { Replicas = replicas };
    }

    /// <summary>With as many copies as find room: what is reported was not measured on a machine that nobody else uses.</summary>
    public ResourceRequest FillingTheMachine(ServingConfig config)
    {
        var one = Of(config);
        return one.CandidateGpus == 0 ? one : one with { Copies = Math.Max(1, gpus / one.CandidateGpus) };
    }
}
