using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AutoTune.Quality;

/// <summary>What a study has measured of quality, in a folder of its own: a reference, and a reading for each key.</summary>
/// <param name="folder">Made where it is missing.</param>
public sealed class QualityFiles(string folder)
{
    private string ReferenceFile => Path.Combine(folder, "reference.json");

    /// <returns>Null where there is none, or none that can be read.</returns>
    public AgreementReference? Reference() => Read(ReferenceFile, QualityJson.Default.AgreementReference);

    public QualityReading? Reading(string key) => Read(FileOf(key), QualityJson.Default.QualityReading);

    public bool HasReadings => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "key-*.json").Any();

    public void Keep(AgreementReference reference) => Write(ReferenceFile, reference, QualityJson.Default.AgreementReference);

    public void Keep(QualityReading reading) => Write(FileOf(reading.Key), reading, QualityJson.Default.QualityReading);

    private string FileOf(string key) => Path.Combine(folder, $"key-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}.json");

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type);
        }
        catch (JsonException)
        {
            // Of another version: measured again.
            return null;
        }
    }

    /// <summary>Whole or not at all: a kill leaves no half of it.</summary>
    private void Write<T>(string path, T content, JsonTypeInfo<T> type)
    {
        Directory.CreateDirectory(folder);
        var partial = path + ".partial";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(content, type));
        File.Move(partial, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    WriteIndented = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgreementReference))]
[JsonSerializable(typeof(QualityReading))]
internal sealed partial class QualityJson : JsonSerializerContext;
