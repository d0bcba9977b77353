namespace AutoTune.Provisioning;

/// <summary>A model in the precisions that a study searches, ready to be served.</summary>
public sealed record PreparedModel
{
    /// <summary>Dimensions and own precision, read from the file that the others are made of.</summary>
    public required GgufHeader Header { get; init; }

    /// <summary>By precision, for example <c>F16</c>, <c>Q8_0</c>.</summary>
    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    /// <summary>A small model for speculative decoding; null where there is none.</summary>
    public ModelFile? Draft { get; init; }
}

/// <param name="Path">Absolute.</param>
public sealed record ModelFile(string Path, long Bytes)
{
    internal static ModelFile At(string path) => new(System.IO.Path.GetFullPath(path), new FileInfo(path).Length);
}
