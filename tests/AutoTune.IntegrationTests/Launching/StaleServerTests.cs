using System.Net;
using System.Net.Sockets;
using System.Text;
using AutoTune.Engines;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

public sealed class StaleServerTests : IDisposable
{
    private readonly Scripts _scripts = new();
    private readonly GuardClient _guard = new();

    [Fact]
    public async Task A_stale_server_that_answers_health_on_the_port_is_not_taken_for_the_engine()
    {
        await using var deployment = await new ProcessLauncher(_guard, TimeProvider.System).LaunchAsync(_scripts.Plan("sleep 1000"), CancellationToken.None);
        using var stale = new TcpListener(IPAddress.Loopback, deployment.Entry.Port);
        stale.Start();
        var serving = ServeAsync(stale);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        Assert.Equal(EntryOwner.Stranger, deployment.FindEntryOwner());
        var result = await new ReadinessCheck(http, new FailureClassifier(FailureCatalogue.BuiltIn), TimeProvider.System)
            .WaitAsync(deployment, "llama-cpp", new ReadinessSettings(), CancellationToken.None);

        var failed = Assert.IsType<ReadinessResult.Failed>(result);
        Assert.Equal("port_in_use", failed.Finding.Class.Name);
        stale.Stop();
        await serving;
    }

    public void Dispose()
    {
        _guard.Dispose();
        _scripts.Dispose();
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAtLeastAsync(new byte[4096], 16);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
