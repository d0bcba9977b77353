namespace AutoTune.Provisioning;

/// <param name="Name">As the engine knows it, for example <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">Encoding of one element.</param>
/// <param name="Dimensions">Fastest-varying first: a matrix that maps I inputs to O outputs is [I, O].</param>
public sealed record GgufTensor(string Name, GgufTensorType Type, IReadOnlyList<int> Dimensions)
{
    public long ByteLength => Dimensions.Aggregate(Type == GgufTensorType.F32 ? 4L : 2L, (bytes, dimension) => bytes * dimension);
}

/// <summary>Element encodings that the writer knows; the values are GGUF's own.</summary>
public enum GgufTensorType
{
    F32 = 0,
    F16 = 1,
}
