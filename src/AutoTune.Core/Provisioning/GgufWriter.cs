using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AutoTune.Provisioning;

/// <summary>Writes a GGUF v3 file front to back: metadata, the table of tensors, then their data in the order of that table.</summary>
/// <remarks>https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; everything is little-endian, tensor data starts on 32-byte boundaries.</remarks>
public sealed class GgufWriter
{
    internal const uint Magic = 0x46554747;
    internal const uint Version = 3;
    internal const int Alignment = 32;

    private readonly ArrayBufferWriter<byte> _metadata = new();
    private readonly List<GgufTensor> _tensors = [];
    private ulong _keys;

    public void Add(string key, uint value) => Entry(key, GgufValueType.UInt32, () => Write(value));

    public void Add(string key, float value) => Entry(key, GgufValueType.Float32, () => Write(BitConverter.SingleToUInt32Bits(value)));

    public void Add(string key, bool value) => Entry(key, GgufValueType.Bool, () => _metadata.Write([value ? (byte)1 : (byte)0]));

    public void Add(string key, string value) => Entry(key, GgufValueType.String, () => Write(value));

    public void Add(string key, IReadOnlyList<string> values) => Array(key, GgufValueType.String, values, Write);

    public void Add(string key, IReadOnlyList<float> values) =>
        Array(key, GgufValueType.Float32, values, value => Write(BitConverter.SingleToUInt32Bits(value)));

    public void Add(string key, IReadOnlyList<int> values) =>
        Array(key, GgufValueType.Int32, values, value => Write(unchecked((uint)value)));

    public void Add(GgufTensor tensor) => _tensors.Add(tensor);

    /// <summary>Writes the whole file to <paramref name="output"/>, asking for one tensor's data at a time.</summary>
    /// <param name="output">Need not be seekable.</param>
    /// <param name="writeData">Has to write exactly <see cref="GgufTensor.ByteLength"/> bytes.</param>
    /// <exception cref="InvalidOperationException">A tensor's data has another length than its shape says.</exception>
    public void WriteTo(Stream output, Action<GgufTensor, Stream> writeData)
    {
        var counted = new CountingStream(output);
        WriteHeader(counted);
        foreach (var tensor in _tensors)
        {
            Pad(counted);
            var start = counted.Written;
            writeData(tensor, counted);
            if (counted.Written - start != tensor.ByteLength)
                throw new InvalidOperationException(
                    $"Tensor {tensor.Name}: {counted.Written - start} bytes written, its shape says {tensor.ByteLength}.");
        }
        Pad(counted);
    }

    private void WriteHeader(CountingStream output)
    {
        Span<byte> fixedPart = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(fixedPart, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(fixedPart[4..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(fixedPart[8..], (ulong)_tensors.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(fixedPart[16..], _keys);
        output.Write(fixedPart);
        output.Write(_metadata.WrittenSpan);
        output.Write(TensorTable());
    }

    private byte[] TensorTable()
    {
        using var table = new MemoryStream();
        using var writer = new BinaryWriter(table);
        long offset = 0;
        foreach (var tensor in _tensors)
        {
            var name = Encoding.UTF8.GetBytes(tensor.Name);
            writer.Write((ulong)name.Length);
            writer.Write(name);
            writer.Write((uint)tensor.Dimensions.Count);
            foreach (var dimension in tensor.Dimensions)
                writer.Write((ulong)dimension);
            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            offset = Aligned(offset + tensor.ByteLength);
        }
        writer.Flush();
        return table.ToArray();
    }

    private void Entry(string key, GgufValueType type, Action writeValue)
    {
        Write(key);
        Write((uint)type);
        writeValue();
        _keys++;
    }

    private void Array<T>(string key, GgufValueType element, IReadOnlyList<T> values, Action<T> writeElement) =>
        Entry(key, GgufValueType.Array, () =>
        {
            Write((uint)element);
            Write((ulong)values.Count);
            foreach (var value in values)
                writeElement(value);
        });

    private void Write(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _metadata.Write(bytes);
    }

    private void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _metadata.Write(bytes);
    }

    private void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write((ulong)bytes.Length);
        _metadata.Write(bytes);
    }

    private static void Pad(CountingStream output) => output.Write(new byte[Aligned(output.Written) - output.Written]);

    private static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
