using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.Load;

/// <summary>A probe's requests with every stamp, gzipped JSON lines: the first line is the probe, each other one a request. Enough to judge it again under another SLO.</summary>
public static class StampsFile
{
    /// <summary>Whole or not at all: written beside its place, then moved.</summary>
    /// <returns>SHA-256 of the file, lower-case hex.</returns>
    public static async Task<string> WriteAsync(string path, ProbeRecord record, CancellationToken ct)
    {
        var draft = path + ".part";
        await using (var file = File.Create(draft))
        await using (var zip = new GZipStream(file, CompressionLevel.Fastest))
        {
            await WriteLineAsync(zip, record with { Requests = [] }, StampsJson.Default.ProbeRecord, ct);
            foreach (var request in record.Requests)
                await WriteLineAsync(zip, request, StampsJson.Default.RequestOutcome, ct);
        }

        File.Move(draft, path, overwrite: true);
        await using var written = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(written, ct));
    }

    /// <exception cref="InvalidDataException">Not such a file, or cut short.</exception>
    public static async Task<ProbeRecord> ReadAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        await using var zip = new GZipStream(file, CompressionMode.Decompress);
        using var lines = new StreamReader(zip);
        try
        {
            var record = JsonSerializer.Deserialize(await lines.ReadLineAsync(ct) ?? "null", StampsJson.Default.ProbeRecord)
                ?? throw new InvalidDataException($"{path} holds no probe");
            var requests = new List<RequestOutcome>();
            while (await lines.ReadLineAsync(ct) is { } line)
                requests.Add(JsonSerializer.Deserialize(line, StampsJson.Default.RequestOutcome)!);
            return record with { Requests = requests };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} holds no stamps: {e.Message}", e);
        }
    }

    private static async Task WriteLineAsync<T>(Stream target, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct)
    {
        await JsonSerializer.SerializeAsync(target, value, type, ct);
        await target.WriteAsync("\n"u8.ToArray(), ct);
    }
}

/// <summary>Times as whole units of 100 ns since the probe's start.</summary>
internal sealed class TicksConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Ticks);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(TicksConverter)],
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ProbeRecord))]
[JsonSerializable(typeof(RequestOutcome))]
internal sealed partial class StampsJson : JsonSerializerContext;
