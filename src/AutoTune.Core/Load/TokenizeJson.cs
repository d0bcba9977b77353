using System.Text.Json.Serialization;

namespace AutoTune.Load;

/// <summary>What both llama.cpp and vLLM understand: each ignores the other's members.</summary>
internal sealed record TokenizeRequest(string Model, string Content, string Prompt, bool WithPieces, bool AddSpecial, bool AddSpecialTokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenizeRequest))]
internal sealed partial class TokenizeJson : JsonSerializerContext;
