using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>How near an engine comes to what the device could do at most.</summary>
public sealed record EngineSpeed
{
    /// <summary>For an engine whose file says nothing.</summary>
    public static EngineSpeed Usual { get; } = new();

    /// <summary>Of the memory's bandwidth, 0 to 1.</summary>
    public double Bandwidth { get; init; } = 0.75;

    /// <summary>Of the peak of operations, 0 to 1.</summary>
    public double Compute { get; init; } = 0.5;

    /// <summary>Seconds of a step that no roof explains: scheduling, sampling, starting kernels.</summary>
    public double Step { get; init; } = 0.002;

    /// <summary>Seconds of each layer beside its roofs.</summary>
    public double Layer { get; init; } = 15e-6;

    internal static EngineSpeed Read(MappingReader file)
    {
        if (file.OptionalMapping("speed", EngineKeys.Speed) is not { } map)
            return Usual;
        var read = new EngineSpeed
        {
            Bandwidth = map.OptionalReal("bandwidth", min: 0.01, max: 1) ?? Usual.Bandwidth,
            Compute = map.OptionalReal("compute", min: 0.01, max: 1) ?? Usual.Compute,
            Step = (map.OptionalReal("step_us", min: 0, max: 1e6) ?? Usual.Step * 1e6) / 1e6,
            Layer = (map.OptionalReal("layer_us", min: 0, max: 1e6) ?? Usual.Layer * 1e6) / 1e6,
        };
        map.Finish();
        return read;
    }
}
