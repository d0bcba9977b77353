using System.Collections.Concurrent;
using AutoTune.Load;

namespace AutoTune.Evaluation;

/// <summary>How many tokens the engine's tokenizer makes of our words: asked once per engine, since every precision shares it.</summary>
internal sealed class PromptMemory
{
    private readonly ConcurrentDictionary<string, PromptCalibration> _known = new();

    public async Task<PromptCalibration> OfAsync(string engine, ServingEndpoint endpoint, RequestTemplate template, CancellationToken ct)
    {
        if (_known.TryGetValue(engine, out var known))
            return known;
        using var calibrator = new PromptCalibrator();
        return _known[engine] = await calibrator.CalibrateAsync(endpoint, template, ct);
    }
}
