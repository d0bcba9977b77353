using AutoTune.Load;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("Max open files            4096                 524288               files", 3840)]
    [InlineData("Max open files            100                  100                  files", 1)]
    [InlineData("Max open files            unlimited            unlimited            files", int.MaxValue)]
    [InlineData("Max cpu time              unlimited            unlimited            seconds", int.MaxValue)]
    public void The_system_says_how_many_connections_may_be_open(string line, int most) =>
        Assert.Equal(most, OpenFiles.MostConnectionsOf(["Limit                     Soft Limit           Hard Limit           Units", line]));
}
