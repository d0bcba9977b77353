using System.Text.Json;
using Docker.DotNet;

namespace AutoTune.Docker;

/// <summary>What a container engine's refusals say.</summary>
internal static class DockerErrors
{
    /// <summary>The engine's own sentence, without its envelope.</summary>
    public static string MessageOf(DockerApiException refused)
    {
        var body = refused.ResponseBody ?? "";
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("message", out var message) ? message.GetString()!.Trim().TrimEnd('.') : body.Trim();
        }
        catch (JsonException)
        {
            return body.Length > 0 ? body.Trim() : $"status {(int)refused.StatusCode}";
        }
    }
}
