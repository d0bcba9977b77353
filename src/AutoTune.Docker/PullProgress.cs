using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>A pull's many layers as one line, every few per cent.</summary>
internal sealed class PullProgress(string image, IProgress<string> progress) : IProgress<JSONMessage>
{
    private const int Step = 5;
    private const double Gibi = 1024 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Current, long Total)> _layers = [];
    private int _told = -Step;

    /// <summary>What ended the pull early; null where nothing did.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        lock (_gate)
        {
            Error ??= value.Error?.Message;
            if (value.ID is { } layer && value.Progress is { Total: > 0 } size && value.Status == "Downloading")
                _layers[layer] = (size.Current ?? 0, size.Total ?? 0);
            Tell();
        }
    }

    private void Tell()
    {
        var total = _layers.Values.Sum(layer => layer.Total);
        if (total == 0)
            return;
        var percent = (int)(100.0 * _layers.Values.Sum(layer => layer.Current) / total);
        if (percent < _told + Step)
            return;
        _told = percent;
        progress.Report($"Pulling {image}: {percent} % of {total / Gibi:0.0} GiB known so far");
    }
}
