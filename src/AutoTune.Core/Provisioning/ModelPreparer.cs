namespace AutoTune.Provisioning;

/// <summary>Gets a study's model ready: the synthetic one is written, a local one is read, the precisions asked for are made.</summary>
/// <param name="folder">Of synthetic models; a user's own model stays where it is, and its precisions are put beside it.</param>
public sealed class ModelPreparer(string folder, ModelQuantizer quantizer)
{
    public const ulong DefaultSeed = 1;

    /// <param name="precisions">Names of <see cref="ModelPrecision.All"/>; F16 is there in any case.</param>
    public async Task<PreparedModel> SyntheticAsync(
        IReadOnlyList<string> precisions, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        var files = await new SyntheticModel(new SyntheticModelShape(), DefaultSeed).PrepareAsync(folder, progress, ct);
        var model = await LocalAsync(files.Model, precisions, progress, ct);
        return model with { Draft = ModelFile.At(files.Draft) };
    }

    /// <param name="path">A GGUF file.</param>
    /// <param name="precisions">Others than the file's own can be made only of an unquantised file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no GGUF, or a precision cannot be made of it.</exception>
    /// <exception cref="ToolFailedException">llama-quantize is missing or failed.</exception>
    public async Task<PreparedModel> LocalAsync(
        string path, IReadOnlyList<string> precisions, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"The model file {path} does not exist.", path);
        var header = GgufHeader.Read(path);
        var files = new Dictionary<string, ModelFile>(StringComparer.Ordinal) { [header.Precision] = ModelFile.At(path) };
        Check(path, header, precisions);
        foreach (var precision in precisions.Where(wanted => !files.ContainsKey(wanted)))
            files[precision] = ModelFile.At(await quantizer.QuantizeAsync(path, precision, progress, ct));
        return new PreparedModel { Header = header, Files = files };
    }

    private static void Check(string path, GgufHeader header, IReadOnlyList<string> precisions)
    {
        foreach (var precision in precisions.Where(precision => precision != header.Precision))
        {
            if (!ModelPrecision.All.Contains(precision, StringComparer.Ordinal))
                throw new InvalidDataException(
                    $"\"{precision}\" is no precision of GGUF weights; allowed: {string.Join(", ", ModelPrecision.All)}.");
            if (!ModelPrecision.IsUnquantised(header.Precision))
                throw new InvalidDataException($"{path} is {header.Precision}: {precision} can only be made of an F32, F16 or BF16 file.");
        }
    }
}
