using System.Net.Sockets;
using AutoTune.Launching;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>The container engine of this host, reached as the user's own client reaches it.</summary>
public sealed class DockerHost : IDisposable
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private const string Scheme = "unix://";

    private DockerHost(string socket) => (Socket, Client) = (socket, new DockerClientBuilder().WithEndpoint(new Uri(Scheme + socket)).WithTimeout(Timeout.InfiniteTimeSpan).Build());

    /// <summary>Path of the engine's socket.</summary>
    public string Socket { get; }

    internal DockerClient Client { get; }

    /// <summary>Name and version, as the engine says them.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Runtimes that it knows, such as <c>nvidia</c>.</summary>
    public IReadOnlyCollection<string> Runtimes { get; private set; } = [];

    /// <summary>Where images and containers lie.</summary>
    public string DataFolder { get; private set; } = "";

    /// <param name="named">Value of <c>DOCKER_HOST</c>; null or empty for the usual socket.</param>
    /// <exception cref="LaunchException">There is none, it may not be used, or it is another machine's.</exception>
    public static async Task<DockerHost> ConnectAsync(string? named, CancellationToken ct)
    {
        var host = new DockerHost(SocketOf(named));
        try
        {
            await host.GreetAsync(ct);
            return host;
        }
        catch (Exception problem) when (IsUnreachable(problem))
        {
            host.Dispose();
            throw new LaunchException(WhyUnreachable(host.Socket, problem), problem);
        }
    }

    /// <summary>Whether a problem is the engine's absence, not its answer.</summary>
    internal static bool IsUnreachable(Exception problem) => problem is HttpRequestException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    public void Dispose() => Client.Dispose();

    private async Task GreetAsync(CancellationToken ct)
    {
        await Client.System.PingAsync(ct);
        var version = await Client.System.GetVersionAsync(ct);
        var info = await Client.System.GetSystemInfoAsync(ct);
        Version = $"{version.Components?.FirstOrDefault()?.Name ?? "Docker"} {version.Version}";
        Runtimes = [.. info.Runtimes?.Keys ?? []];
        DataFolder = info.DockerRootDir ?? "";
    }

    private static string SocketOf(string? named)
    {
        if (string.IsNullOrEmpty(named))
            return DefaultSocket;
        return named.StartsWith(Scheme, StringComparison.Ordinal)
            ? named[Scheme.Length..]
            : throw new LaunchException($"DOCKER_HOST is '{named}': engines are measured on the machine that AutoTune runs on, over unix:///path/to/docker.sock. Run AutoTune there, or use the launcher 'hooks'.");
    }

    private static string WhyUnreachable(string socket, Exception problem)
    {
        if (!File.Exists(socket))
            return $"There is no container engine at {socket}: install Docker (on Debian: apt-get install docker.io) and start it, or name its socket in DOCKER_HOST.";
        var inner = problem.GetBaseException();
        return inner is SocketException { SocketErrorCode: SocketError.AccessDenied }
            ? $"You may not use the container engine at {socket}: add yourself to the group 'docker' and log in again."
            : $"The container engine at {socket} does not answer ({inner.Message}): start it (systemctl start docker).";
    }
}
