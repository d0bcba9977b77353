using System.Text.Json.Serialization;

namespace AutoTune.Load;

internal sealed record TokenizeRequest(string Content, bool WithPieces);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenizeRequest))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
