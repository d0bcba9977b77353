using AutoTune.Hardware;
using AutoTune.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(OneAtATime))]

namespace AutoTune.Tests;

/// <summary>`dotnet test` starts all test projects at once, and tests that measure time would measure each other: one waits until the other has ended.</summary>
public sealed class OneAtATime : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private FileLock? _alone;

    public async ValueTask InitializeAsync()
    {
        using var bound = new CancellationTokenSource(Longest);
        var path = Path.Combine(Path.GetTempPath(), $"autotune-tests-{Environment.UserName}.lock");
        _alone = await FileLock.AcquireAsync(path, TimeProvider.System, waiting: () => { }, bound.Token);
    }

    public ValueTask DisposeAsync()
    {
        _alone?.Dispose();
        return ValueTask.CompletedTask;
    }
}
