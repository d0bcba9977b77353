using System.Runtime.CompilerServices;
using AutoTune.Trials;

namespace AutoTune.Tests.Tuning;

/// <summary>A fake store in memory that can "crash" before an append, as a killed process would.</summary>
internal sealed class MemoryTrialStore : ITrialStore
{
    public List<StudyEvent> Events { get; } = [];

    /// <summary>The append with this position is refused, and all later ones.</summary>
    public int CrashAt { get; set; } = int.MaxValue;

    public Task<long> AppendAsync(string study, StudyEvent happened, CancellationToken ct)
    {
        if (Events.Count + 1 >= CrashAt)
            throw new CrashedException();
        Events.Add(happened);
        return Task.FromResult((long)Events.Count);
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync(string study, long afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        for (var index = (int)afterPosition; index < Events.Count; index++)
            yield return new(index + 1, Events[index]);
    }

    public Task<IReadOnlyList<string>> ListStudiesAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>(["s"]);

    public Task<TrialClaim?> TryClaimAsync(string study, int trial, int launch, string holder, TimeSpan lease, CancellationToken ct) =>
        throw new NotSupportedException("the tuner does not claim");

    public Task<bool> RenewAsync(TrialClaim claim, TimeSpan lease, CancellationToken ct) => throw new NotSupportedException("the tuner does not claim");

    public Task<bool> TryCompleteAsync(TrialClaim claim, StudyEvent.LaunchEnded ended, CancellationToken ct) => throw new NotSupportedException("the tuner does not claim");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class CrashedException : Exception;
