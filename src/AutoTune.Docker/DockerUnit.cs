using AutoTune.Launching;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>A container of ours, its log and its end.</summary>
internal sealed class DockerUnit(DockerHost host, LaunchUnit unit, string id, UnitOutput output) : IAsyncDisposable
{
    /// <summary>The engine adds 128 to the number of a signal that ended the process.</summary>
    private const int SignalBase = 128;

    private const int Kill = 9;

    private static readonly TimeSpan LogBound = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<DeploymentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _removed = new();
    private Task _watching = Task.CompletedTask;

    public LaunchUnit Unit => unit;

    public string Id => id;

    /// <summary>Never faults.</summary>
    public Task<DeploymentExit> Exited => _exited.Task;

    /// <summary>Returns once it runs.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        try
        {
            await host.Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), ct);
        }
        catch
        {
            output.Dispose();
            _exited.TrySetResult(new(unit.Name, null, null));
            throw;
        }
        _watching = WaitForEndAsync(FollowLogAsync());
    }

    /// <returns>Published on loopback; null where it has ended already.</returns>
    public async Task<int?> PublishedPortAsync(CancellationToken ct)
    {
        var seen = await host.Client.Containers.InspectContainerAsync(id, ct);
        return seen.NetworkSettings?.Ports is { } ports && ports.TryGetValue($"{unit.Container!.Port}/tcp", out var bound) && bound is [{ HostPort: var port }, ..]
            ? int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Asks, waits its grace, forces, removes.</summary>
    /// <exception cref="LauncherLostException">The container engine is gone; the guard, or the next start, removes what it left.</exception>
    /// <exception cref="LaunchException">It cannot be removed.</exception>
    public async Task StopAsync(TimeProvider time)
    {
        try
        {
            await host.CallAsync(async () =>
            {
                await AskToEndAsync(time);
                await Containers.RemoveAsync(host.Client, id, CancellationToken.None);
                return true;
            });
        }
        finally
        {
            await _removed.CancelAsync();
        }
    }

    private async Task AskToEndAsync(TimeProvider time)
    {
        try
        {
            if (!Exited.IsCompleted)
            {
                await Containers.SignalAsync(host.Client, id, unit.Stop.Signal == StopSignal.Interrupt ? "SIGINT" : "SIGTERM", CancellationToken.None);
                await Task.WhenAny(Exited, Task.Delay(unit.Stop.Grace, time, CancellationToken.None));
            }
        }
        catch (DockerApiException)
        {
            // It could not be asked: it is forced.
        }
    }

    /// <summary>After <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watching;
        _removed.Dispose();
    }

    private async Task FollowLogAsync()
    {
        try
        {
            await Containers.ReadLogAsync(host.Client, id, follow: true, output.Accept, _removed.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or DockerApiException || DockerHost.IsUnreachable(ended))
        {
            // Its end is told by the wait for the container.
        }
        finally
        {
            output.Dispose();
        }
    }

    private async Task WaitForEndAsync(Task log)
    {
        try
        {
            var ended = await host.Client.Containers.WaitContainerAsync(id, _removed.Token);
            await Task.WhenAny(log, Task.Delay(LogBound, CancellationToken.None));
            _exited.TrySetResult(await ExitAsync((int)ended.StatusCode));
        }
        catch (Exception lost) when (DockerHost.IsUnreachable(lost))
        {
            _exited.TrySetResult(new(unit.Name, null, null) { Lost = host.Socket });
        }
        catch (Exception gone) when (gone is OperationCanceledException or DockerApiException)
        {
            _exited.TrySetResult(new(unit.Name, null, null));
        }
    }

    /// <summary>A container over its memory limit is ended by the kernel, whoever in it was hit.</summary>
    private async Task<DeploymentExit> ExitAsync(int status)
    {
        var state = (await host.Client.Containers.InspectContainerAsync(id, _removed.Token)).State;
        if (state?.OOMKilled == true)
            return new(unit.Name, null, Kill);
        return status > SignalBase ? new(unit.Name, null, status - SignalBase) : new(unit.Name, status, null);
    }
}
