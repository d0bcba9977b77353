using AutoTune.Launching;
using Xunit;

namespace AutoTune.Tests.Launching;

public sealed class LaunchAddressesTests
{
    [Fact]
    public void Units_get_ports_of_their_own_and_may_name_each_other()
    {
        var addresses = LaunchAddresses.OnThisHost(["router", "decode"]);

        Assert.NotEqual(addresses["router"], addresses["decode"]);
        Assert.Equal(
            $"http://127.0.0.1:{addresses["router"]} -> {addresses["decode"]} {{model}}",
            addresses.Replace("http://{host}:{port} -> {port:decode} {model}", "router"));
    }
}
