using System.Text;
using System.Text.Json;
using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>What a command reads on its standard input: one JSON object.</summary>
internal static class CommandQuestion
{
    public static string Of(TrialRequest request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("study", request.Study);
            json.WriteNumber("trial", request.Trial);
            json.WriteNumber("launch", request.Launch);
            json.WriteNumber("seed", request.Seed);
            json.WriteStartObject("config");
            foreach (var (name, value) in request.Config.Values)
                WriteValue(json, name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteValue(Utf8JsonWriter json, string name, ParameterValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Text:
                json.WriteString(name, value.Text);
                break;
            case ValueKind.Boolean:
                json.WriteBoolean(name, value.IsTrue);
                break;
            case ValueKind.Integer:
                json.WriteNumber(name, (long)value.Number);
                break;
            default:
                json.WriteNumber(name, value.Number);
                break;
        }
    }
}
