using System.Text;

namespace AutoTune.Provisioning;

/// <summary>The key-value part of a GGUF file: texts, numbers (of an array the largest) and the lengths of arrays.</summary>
internal sealed class GgufMetadata
{
    private const uint OldestReadable = 2;

    /// <summary>Bounds that a damaged file breaks before it costs memory: metadata has hundreds of keys, chat templates tens of kilobytes.</summary>
    private const ulong MostKeys = 1 << 16;
    private const ulong LongestText = 1 << 26;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public string? Text(string key) => _texts.GetValueOrDefault(key);

    public int? Number(string key) => _numbers.TryGetValue(key, out var value) ? (int)Math.Clamp(value, int.MinValue, int.MaxValue) : null;

    /// <summary>Number of elements of an array.</summary>
    public int? Count(string key) => _counts.TryGetValue(key, out var count) ? count : null;

    /// <param name="input">At the file's first byte; left at the table of tensors.</param>
    /// <exception cref="InvalidDataException">Not what GGUF prescribes.</exception>
    /// <exception cref="EndOfStreamException">It ends early.</exception>
    public static GgufMetadata Read(Stream input)
    {
        using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadUInt32() != GgufWriter.Magic)
            throw new InvalidDataException("it does not begin with GGUF.");
        if (reader.ReadUInt32() is var version && version is < OldestReadable or > GgufWriter.Version)
            throw new InvalidDataException($"its version is {version}; {OldestReadable} to {GgufWriter.Version} can be read.");
        reader.ReadUInt64();
        var keys = Bounded(reader.ReadUInt64(), MostKeys, "keys");
        var metadata = new GgufMetadata();
        for (var i = 0; i < keys; i++)
            metadata.ReadEntry(reader);
        return metadata;
    }

    private void ReadEntry(BinaryReader reader)
    {
        var key = ReadText(reader);
        var type = (GgufValueType)reader.ReadUInt32();
        if (type == GgufValueType.String)
            _texts[key] = ReadText(reader);
        else if (type == GgufValueType.Array)
            ReadArray(reader, key);
        else
            _numbers[key] = ReadNumber(reader, type);
    }

    private void ReadArray(BinaryReader reader, string key)
    {
        var element = (GgufValueType)reader.ReadUInt32();
        var count = Bounded(reader.ReadUInt64(), int.MaxValue, "array elements");
        _counts[key] = count;
        for (var i = 0; i < count; i++)
        {
            if (element == GgufValueType.String)
                SkipText(reader);
            else
                _numbers[key] = Math.Max(_numbers.GetValueOrDefault(key, double.MinValue), ReadNumber(reader, element));
        }
    }

    private static double ReadNumber(BinaryReader reader, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Bool => reader.ReadByte(),
        GgufValueType.Int8 => reader.ReadSByte(),
        GgufValueType.UInt16 => reader.ReadUInt16(),
        GgufValueType.Int16 => reader.ReadInt16(),
        GgufValueType.UInt32 => reader.ReadUInt32(),
        GgufValueType.Int32 => reader.ReadInt32(),
        GgufValueType.Float32 => reader.ReadSingle(),
        GgufValueType.UInt64 => reader.ReadUInt64(),
        GgufValueType.Int64 => reader.ReadInt64(),
        GgufValueType.Float64 => reader.ReadDouble(),
        _ => throw new InvalidDataException($"its metadata has a value of the unknown type {(uint)type}."),
    };

    private static string ReadText(BinaryReader reader) => Encoding.UTF8.GetString(ReadBytes(reader, TextLength(reader)));

    private static void SkipText(BinaryReader reader) => ReadBytes(reader, TextLength(reader));

    private static int TextLength(BinaryReader reader) => Bounded(reader.ReadUInt64(), LongestText, "bytes of a text");

    private static byte[] ReadBytes(BinaryReader reader, int count) =>
        reader.ReadBytes(count) is var bytes && bytes.Length == count
            ? bytes
            : throw new EndOfStreamException("it ends within its metadata.");

    private static int Bounded(ulong value, ulong most, string what) =>
        value <= most ? (int)value : throw new InvalidDataException($"it claims {value} {what}.");
}
