using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.Launching;

/// <summary>What the command <c>start</c> reads.</summary>
/// <param name="Name">Unique among all launches; letters, digits and '-'.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Secrets">Names of variables that the engine needs; their values are in the command's own environment.</param>
/// <param name="Port">That the command line tells the engine to listen on.</param>
internal sealed record HookCandidate(
    string Name, string? Image, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Secrets, int Port, HookResources Resources)
{
    /// <summary>Text by full path of files that the command line names: the engine has to find them there.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
}

/// <param name="Memory">Bytes; null for no limit.</param>
internal sealed record HookResources(int Gpus, long? Memory, string? Cores);

/// <summary>What the commands <c>stop</c> and <c>logs</c> read.</summary>
/// <param name="Answer">Of <c>start</c>, as it was; null where it gave none.</param>
internal sealed record HookReference(string Name, JsonElement? Answer);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HookCandidate))]
[JsonSerializable(typeof(HookReference))]
internal sealed partial class HookJson : JsonSerializerContext;
