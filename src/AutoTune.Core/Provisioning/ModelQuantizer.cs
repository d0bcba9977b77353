namespace AutoTune.Provisioning;

/// <summary>Makes other precisions of a model, beside it, once.</summary>
/// <param name="llamaQuantize">Null where this llama.cpp came without it: what exists already can still be found.</param>
public sealed class ModelQuantizer(string? llamaQuantize)
{
    /// <summary>A model of a hundred gigabytes takes about an hour on a few cores.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(4);

    /// <param name="source">An unquantised GGUF.</param>
    /// <param name="precision">One of <see cref="ModelPrecision.All"/>.</param>
    /// <returns>Path of the quantised file.</returns>
    /// <exception cref="ToolFailedException">llama-quantize is missing or failed.</exception>
    /// <exception cref="IOException">The folder of the model cannot be written.</exception>
    public async Task<string> QuantizeAsync(
        string source, string precision, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        var target = FileOf(source, precision);
        if (IsCurrent(target, source))
            return target;
        if (llamaQuantize is null)
            throw new ToolFailedException(
                $"{Path.GetFileName(target)} has to be made by llama-quantize, which did not come with this llama-server.");
        try
        {
            using var held = await ProvisioningLock.OfModelsAsync(Path.GetDirectoryName(target)!, progress, ct);
            if (!IsCurrent(target, source))
                await RunAsync(llamaQuantize, source, target, precision, progress, ct);
            return target;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(
                $"{Path.GetFileName(target)} belongs beside its model, and that folder cannot be written: {e.Message}", e);
        }
    }

    /// <summary><c>model-F16.gguf</c> → <c>model-Q8_0.gguf</c>; a name that does not end in its precision gets one.</summary>
    internal static string FileOf(string source, string precision)
    {
        var name = Path.GetFileNameWithoutExtension(source);
        foreach (var suffix in ModelPrecision.All.SelectMany(known => new[] { $"-{known}", $".{known}" }))
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                name = name[..^suffix.Length];
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(source))!, $"{name}-{precision}.gguf");
    }

    private static bool IsCurrent(string target, string source) =>
        File.Exists(target) && File.GetLastWriteTimeUtc(target) >= File.GetLastWriteTimeUtc(source);

    private static async Task RunAsync(
        string tool, string source, string target, string precision, IProgress<string>? progress, CancellationToken ct)
    {
        AtomicFile.RemoveUnfinished(target);
        progress?.Report($"Quantising {Path.GetFileName(source)} to {precision}");
        var partial = AtomicFile.PartialName(target);
        try
        {
            await ToolProcess.RunAsync(tool, [source, partial, precision, $"{Environment.ProcessorCount}"], Limit, ct);
            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
