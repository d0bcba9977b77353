using AutoTune.Launching;
using Xunit;

namespace AutoTune.Tests.Launching;

public sealed class LaunchLogTests
{
    private static LogLine Line(string text) => new("engine", DateTimeOffset.UnixEpoch, text);

    [Fact]
    public async Task Every_reader_sees_all_lines_and_the_end()
    {
        var log = new LaunchLog(10);
        log.Append(Line("a"));
        var early = Texts(log);
        log.Append(Line("b"));
        log.Complete();

        Assert.Equal(["a", "b"], await early);
        Assert.Equal(["a", "b"], await Texts(log));
    }

    [Fact]
    public async Task A_reader_that_comes_late_misses_only_the_oldest_lines()
    {
        var log = new LaunchLog(3);
        foreach (var number in Enumerable.Range(1, 8))
            log.Append(Line($"{number}"));
        log.Complete();

        Assert.Equal(["6", "7", "8"], await Texts(log));
    }

    private static async Task<List<string>> Texts(LaunchLog log)
    {
        var texts = new List<string>();
        await foreach (var line in log.ReadAsync(CancellationToken.None))
            texts.Add(line.Text);
        return texts;
    }
}
