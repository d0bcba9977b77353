using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AutoTune.Yaml;

/// <summary>Writes the JSON schema (draft 2020-12) of a file's shape, for completion in editors.</summary>
public sealed class JsonSchemaWriter
{
    private const string Duration = @"^(\d+(\.\d+)?(ms|s|m|h|d))+$";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _definitions = [];

    /// <returns>The document, ending with a line break.</returns>
    public static string Write(string title, YamlShape shape)
    {
        var writer = new JsonSchemaWriter();
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (key, value) in writer.Schema(shape).ToArray())
            schema[key] = value?.DeepClone();
        if (writer._definitions.Count > 0)
            schema["$defs"] = writer._definitions;
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private JsonObject Schema(YamlShape shape) => shape switch
    {
        YamlShape.Text => Typed("string", "number", "boolean"),
        YamlShape.Scalar => Typed("string", "number", "boolean"),
        YamlShape.Word word => new() { ["enum"] = Array(word.Words) },
        YamlShape.Integer integer => Integer(integer),
        YamlShape.Boolean => Typed("boolean"),
        YamlShape.Formula => Typed("number", "string"),
        YamlShape.Duration => new() { ["type"] = "string", ["pattern"] = Duration },
        YamlShape.List list => List(list),
        YamlShape.Mapping mapping => Mapping(mapping.Keys),
        YamlShape.MapOf map => new() { ["type"] = "object", ["additionalProperties"] = Schema(map.Value) },
        YamlShape.Tagged tagged => Tagged(tagged),
        YamlShape.Either either => new() { ["anyOf"] = new JsonArray(Schema(either.First), Schema(either.Second)) },
        YamlShape.Named named => Reference(named),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonObject Typed(params string[] types) =>
        new() { ["type"] = types.Length == 1 ? types[0] : Array(types) };

    private static JsonArray Array(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode)item)]);

    private static JsonObject Integer(YamlShape.Integer shape)
    {
        var schema = Typed("integer");
        if (shape.Min != long.MinValue)
            schema["minimum"] = shape.Min;
        if (shape.Max != long.MaxValue)
            schema["maximum"] = shape.Max;
        return schema;
    }

    private JsonObject List(YamlShape.List list)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Schema(list.Item) };
        if (list.Exactly is { } count)
            (schema["minItems"], schema["maxItems"]) = (count, count);
        return schema;
    }

    private JsonObject Mapping(YamlKeys keys, (string Key, string Value)? tag = null)
    {
        var properties = new JsonObject();
        foreach (var key in keys.Items)
            properties[key.Name] = tag is { } fixedTo && key.Name == fixedTo.Key
                ? new JsonObject { ["const"] = fixedTo.Value }
                : Described(Schema(key.Shape), key.Description);
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (keys.Items.Any(key => key.Required))
            schema["required"] = Array(keys.Items.Where(key => key.Required).Select(key => key.Name));
        return schema;
    }

    private JsonObject Tagged(YamlShape.Tagged tagged) =>
        new() { ["anyOf"] = new JsonArray([.. tagged.Cases.Select(one => (JsonNode)Mapping(one.Keys, (tagged.Tag, one.Value)))]) };

    private JsonObject Reference(YamlShape.Named named)
    {
        if (!_definitions.ContainsKey(named.Name))
        {
            _definitions[named.Name] = null;
            _definitions[named.Name] = Schema(named.Of());
        }
        return new() { ["$ref"] = $"#/$defs/{named.Name}" };
    }

    private static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }
}
