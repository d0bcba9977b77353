using System.Net.Sockets;
using AutoTune.Launching;
using Docker.DotNet;

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

    /// <param name="named">Value of <c>DOCKER_HOST</c>; null or empty for the usual socket.</param>
    /// <exception cref="LaunchException">There is none, it may not be used, or it is another machine's.</exception>
    public static async Task<DockerHost> ConnectAsync(string? named, CancellationToken ct)
    {
        var host = new DockerHost(SocketOf(named));
        try
        {
            await host.Client.System.PingAsync(ct);
            return host;
        }
        catch (Exception problem) when (IsUnreachable(problem))
        {
            host.Dispose();
            throw new LaunchException(WhyUnreachable(host.Socket, problem), problem);
        }
    }

    /// <summary>Whether a problem is the engine's absence, not its answer.</summary>
    /// <remarks>An <see cref="IOException"/> of AutoTune's own files has no socket's behind it.</remarks>
    internal static bool IsUnreachable(Exception problem) => problem is HttpRequestException or SocketException or HttpIOException or EndOfStreamException or TimeoutException or ObjectDisposedException
        || (problem is IOException && problem.InnerException is SocketException);

    /// <summary>For calls that have no candidate to blame.</summary>
    /// <exception cref="LauncherLostException">The engine went away.</exception>
    /// <exception cref="LaunchException">It answers with an error.</exception>
    internal async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException refused)
        {
            throw new LaunchException($"The container engine at {Socket} refuses: {DockerErrors.MessageOf(refused)}.", refused);
        }
        catch (Exception lost) when (IsUnreachable(lost))
        {
            throw new LauncherLostException(Socket, lost);
        }
    }

    public void Dispose() => Client.Dispose();

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
