using AutoTune.Load;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class LeastOutstandingTests
{
    [Fact]
    public void Idle_servers_take_turns()
    {
        var balancer = new LeastOutstanding(3);
        var taken = new List<int>();
        for (var request = 0; request < 6; request++)
        {
            taken.Add(balancer.Take());
            balancer.Release(taken[^1]);
        }
        Assert.Equal([0, 1, 2, 0, 1, 2], taken);
    }

    [Fact]
    public void The_server_with_the_fewest_in_flight_is_next()
    {
        var balancer = new LeastOutstanding(3);
        Assert.Equal([0, 1, 2, 0, 1, 2], Enumerable.Range(0, 6).Select(_ => balancer.Take()));
        balancer.Release(1);
        balancer.Release(1);
        balancer.Release(2);
        Assert.Equal([1, 2, 1], Enumerable.Range(0, 3).Select(_ => balancer.Take()));
    }
}
