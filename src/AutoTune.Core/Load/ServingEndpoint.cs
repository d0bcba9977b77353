namespace AutoTune.Load;

/// <summary>An OpenAI-compatible server.</summary>
/// <param name="BaseAddress">Without the API's path: <c>http://127.0.0.1:8000/</c>.</param>
/// <param name="Model">The model's name in requests.</param>
/// <param name="ApiKeyVariable">Environment variable that holds the key; the key itself is kept nowhere.</param>
public sealed record ServingEndpoint(Uri BaseAddress, string Model, string? ApiKeyVariable = null)
{
    /// <summary>Base addresses of further servers of the same model, which share the load: each request goes to the server with the fewest in flight.</summary>
    public IReadOnlyList<Uri> Twins { get; init; } = [];

    public IReadOnlyList<Uri> Servers => [BaseAddress, .. Twins];
}
