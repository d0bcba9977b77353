using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.Reports;

/// <summary>The document's JSON: snake_case, strict in reading, absent instead of null in writing.</summary>
public static class ReportJson
{
    // The relaxed encoder keeps "≤" and "'" readable; what HTML would end early is escaped by ReportWriter.
    private static readonly ReportJsonContext Context = new(new JsonSerializerOptions(ReportJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    });

    private static readonly ReportJsonContext Compact = new(new JsonSerializerOptions(Context.Options) { WriteIndented = false });

    internal static JsonSerializerOptions Options => Context.Options;

    public static string Write(StudyReport report) => JsonSerializer.Serialize(report, Context.StudyReport);

    internal static string WriteCompact(StudyReport report) => JsonSerializer.Serialize(report, Compact.StudyReport);

    internal static string WriteCompact(BenchReport report) => JsonSerializer.Serialize(report, Compact.BenchReport);

    /// <exception cref="JsonException">An unknown or missing member, a wrong type, or another schema version.</exception>
    public static StudyReport Read(string json)
    {
        var report = JsonSerializer.Deserialize(json, Context.StudyReport) ?? throw new JsonException("a study report is an object, not null");
        return report.SchemaVersion == StudyReport.CurrentSchemaVersion
            ? report
            : throw new JsonException($"study report of schema version {report.SchemaVersion}; this AutoTune reads version {StudyReport.CurrentSchemaVersion}");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(StudyReport))]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
