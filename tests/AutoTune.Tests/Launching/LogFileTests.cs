using AutoTune.Launching;
using Xunit;

namespace AutoTune.Tests.Launching;

public sealed class LogFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"autotune-test-{Guid.NewGuid():N}.log");

    [Fact]
    public void A_log_that_grows_too_long_keeps_its_beginning_and_its_end()
    {
        using (var file = new LogFile(_path, bound: 25))
        {
            foreach (var number in Enumerable.Range(0, 1000))
                file.Write($"line {number}");
        }

        var lines = File.ReadAllLines(_path);
        Assert.Equal(["line 0", "line 1", "line 2", "line 3"], lines[..4]);
        Assert.Equal("[autotune: 796 lines left out here, the log had reached 25 bytes]", lines[4]);
        Assert.Equal("line 999", lines[^1]);
        Assert.Equal(205, lines.Length);
    }

    public void Dispose() => File.Delete(_path);
}
