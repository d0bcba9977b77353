using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace AutoTune.Reports;

/// <summary>The JSON schemas of <see cref="StudyReport"/> and <see cref="BenchReport"/>, generated from the code.</summary>
public static class ReportSchema
{
    public static string Generate() => Generate(typeof(StudyReport));

    public static string OfBench() => Generate(typeof(BenchReport));

    private static string Generate(Type report)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        var schema = (JsonObject)ReportJson.Options.GetJsonSchemaAsNode(report, options);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(new JsonSerializerOptions(ReportJson.Options)) + "\n";
    }

    // The title names the type: the page's TypeScript types are made from it.
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = context.TypeInfo;
        if (type.Type == typeof(SettingValue))
        {
            return AnySetting();
        }

        if (node is JsonObject schema && type.Kind == JsonTypeInfoKind.Object)
        {
            schema.Insert(0, "title", type.Type.Name);
        }
        else if (node is JsonObject map && type.Kind == JsonTypeInfoKind.Dictionary && type.ElementType == typeof(SettingValue))
        {
            map["additionalProperties"] = AnySetting();
        }

        return node;
    }

    private static JsonObject AnySetting() => new() { ["type"] = new JsonArray("string", "number", "boolean") };
}
