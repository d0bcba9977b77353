using System.Security.Cryptography;
using System.Text;
using AutoTune.Hardware;
using AutoTune.SearchSpaces;

namespace AutoTune.Evaluation;

/// <summary>With which values of its restart keys each engine has come up on a device. What it compiled for them is kept; a start with others may say nothing for long.</summary>
/// <remarks>Beside the kept caches of a container, so that it holds for the next study; of a program of this machine as long as the study runs.</remarks>
internal sealed class StartMemory
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <returns>True, too, for an engine that compiles nothing.</returns>
    public bool Knows(ServedEngine engine, ServingConfig config, IReadOnlyList<GpuDevice> gpus)
    {
        if (engine.Definition.RestartKeys.Count == 0)
            return true;
        var key = KeyOf(engine, config);
        lock (_known)
            return _known.Contains(key) || (MarkOf(engine, key, gpus) is { } mark && File.Exists(mark));
    }

    public void Remember(ServedEngine engine, ServingConfig config, IReadOnlyList<GpuDevice> gpus)
    {
        if (engine.Definition.RestartKeys.Count == 0)
            return;
        var key = KeyOf(engine, config);
        lock (_known)
            _known.Add(key);
        if (MarkOf(engine, key, gpus) is not { } mark)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(mark)!);
        File.WriteAllText(mark, key);
    }

    private static string? MarkOf(ServedEngine engine, string key, IReadOnlyList<GpuDevice> gpus) => engine.Container is { KeepsAnything: true } container
        ? Path.Combine(container.CachesOf(gpus), $"compiled-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}")
        : null;

    private static string KeyOf(ServedEngine engine, ServingConfig config) => string.Join(' ',
        [engine.Definition.Name, engine.Context.ModelPath, .. engine.Definition.RestartKeys.Where(config.Values.ContainsKey).Select(key => $"{key}={config[key]}")]);
}
