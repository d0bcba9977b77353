using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>Credentials of registries as the user's own Docker client has them: in its configuration, or behind its helpers.</summary>
/// <param name="folder">That of <c>config.json</c>.</param>
public sealed class RegistryCredentials(string folder)
{
    private const string HelperPrefix = "docker-credential-";

    /// <summary>What a helper names in place of a user when it hands out a token.</summary>
    private const string TokenUser = "<token>";

    private static readonly TimeSpan HelperBound = TimeSpan.FromSeconds(30);

    /// <summary><c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</summary>
    public static string UsualFolder => Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    /// <returns>Empty where the user has none: public images need none.</returns>
    internal async Task<AuthConfig> ForAsync(string registry, CancellationToken ct)
    {
        var file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
            return new();
        try
        {
            using var config = JsonDocument.Parse(await File.ReadAllTextAsync(file, ct));
            return HelperOf(config.RootElement, registry) is { } helper
                ? await AskAsync(helper, registry, ct)
                : Kept(config.RootElement, registry);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or UnauthorizedAccessException)
        {
            return new();
        }
    }

    private static string? HelperOf(JsonElement config, string registry)
    {
        if (config.TryGetProperty("credHelpers", out var helpers) && helpers.TryGetProperty(registry, out var own))
            return own.GetString();
        return config.TryGetProperty("credsStore", out var store) ? store.GetString() : null;
    }

    private static AuthConfig Kept(JsonElement config, string registry)
    {
        if (!config.TryGetProperty("auths", out var auths) || !auths.TryGetProperty(registry, out var entry))
            return new();
        if (entry.TryGetProperty("identitytoken", out var token) && token.GetString() is { Length: > 0 } identity)
            return new() { IdentityToken = identity, ServerAddress = registry };
        if (!entry.TryGetProperty("auth", out var auth))
            return new();
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth.GetString() ?? "")).Split(':', 2);
        return pair is [var user, var password] ? new() { Username = user, Password = password, ServerAddress = registry } : new();
    }

    /// <summary>A helper is a program of its own: the registry on its standard input, JSON on its output. Nothing of it is shown.</summary>
    private static async Task<AuthConfig> AskAsync(string helper, string registry, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(HelperBound);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(HelperPrefix + helper, ["get"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            await using var end = bound.Token.Register(() => process.Kill(entireProcessTree: true));
            await process.StandardInput.WriteAsync(registry.AsMemory(), bound.Token);
            process.StandardInput.Close();
            var answer = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0 ? Said(answer, registry) : new();
        }
        catch (Exception failed) when (failed is System.ComponentModel.Win32Exception or IOException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new();
        }
    }

    private static AuthConfig Said(string answer, string registry)
    {
        using var json = JsonDocument.Parse(answer);
        if (!json.RootElement.TryGetProperty("Username", out var name) || !json.RootElement.TryGetProperty("Secret", out var value))
            return new();
        var (user, secret) = (name.GetString(), value.GetString());
        return user == TokenUser
            ? new() { IdentityToken = secret, ServerAddress = registry }
            : new() { Username = user, Password = secret, ServerAddress = registry };
    }
}
