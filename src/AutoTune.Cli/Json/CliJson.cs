using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AutoTune.Cli.Composition;

namespace AutoTune.Cli.Json;

/// <summary>The documents that <c>--json</c> prints: snake_case, units in the names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(StudyOrigin))]
[JsonSerializable(typeof(AcceptanceDocument))]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(List<BenchDocument>))]
[JsonSerializable(typeof(CapacityDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(EstimateDocument))]
[JsonSerializable(typeof(FailureDocument))]
[JsonSerializable(typeof(NoiseDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    private static JsonSerializerOptions Readable => new()
    {
        TypeInfoResolver = Default,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T document) => JsonSerializer.Serialize(document, Readable);

    public static void Print<T>(T document) => Console.Out.WriteLine(Write(document));
}
