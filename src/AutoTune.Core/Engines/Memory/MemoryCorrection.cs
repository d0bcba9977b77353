using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>What logged caches say of the memory model: where it stands off, and how far it still errs.</summary>
/// <param name="Gib">Logged minus predicted, on one GPU.</param>
/// <param name="ErrorGib">Standard deviation that is left.</param>
public sealed record MemoryCorrection(double Gib, double ErrorGib)
{
    /// <summary>A log of the very configuration leaves so much: drivers and libraries differ a little from start to start.</summary>
    private const double LeastErrorGib = 0.15;

    /// <summary>The stated error counts as one more start beside those that were logged.</summary>
    /// <returns>Null where the model says nothing of these starts.</returns>
    public static MemoryCorrection? Of(MemoryModel model, IEnumerable<(ServingConfig Config, long KvTokens)> starts)
    {
        var differences = new List<double>();
        var stated = 0.0;
        foreach (var (config, tokens) in starts)
            if (model.SheetOf(config) is { KvTokens: > 0 } sheet)
            {
                stated = sheet.Error;
                differences.Add(((double)tokens / sheet.KvTokens - 1) * Math.Max(0, sheet.KvCache));
            }
        if (differences.Count == 0)
            return null;
        var mean = differences.Average();
        var spread = differences.Sum(difference => (difference - mean) * (difference - mean));
        return new(mean, Math.Max(LeastErrorGib, Math.Sqrt((stated * stated + spread) / (1 + differences.Count))));
    }
}
