namespace AutoTune.Trials;

/// <summary>Append-only event store of all studies; positions are allotted per study, from 1, without gaps.</summary>
public interface ITrialStore : IAsyncDisposable
{
    /// <summary>Durable when it returns. A <see cref="StudyEvent.LaunchEnded"/> completes its launch, with or without a claim.</summary>
    /// <returns>The event's position.</returns>
    /// <exception cref="InvalidOperationException">The launch is complete already.</exception>
    /// <exception cref="StudyStoppedException">Disk full, read-only or failing: nothing was appended.</exception>
    Task<long> AppendAsync(string study, StudyEvent happened, CancellationToken ct);

    /// <summary>Events after <paramref name="position"/>, in order.</summary>
    IAsyncEnumerable<StoredEvent> ReadAsync(string study, long afterPosition, CancellationToken ct);

    Task<IReadOnlyList<string>> ListStudiesAsync(CancellationToken ct);

    /// <summary>Claims a launch for <paramref name="holder"/> until <paramref name="lease"/> runs out; a later claim after that gets a higher epoch.</summary>
    /// <returns>Null while another holder's lease is valid, or where the launch is complete.</returns>
    Task<TrialClaim?> TryClaimAsync(string study, int trial, int launch, string holder, TimeSpan lease, CancellationToken ct);

    /// <returns>False where the claim was lost: a higher epoch, or the launch is complete.</returns>
    Task<bool> RenewAsync(TrialClaim claim, TimeSpan lease, CancellationToken ct);

    /// <summary>Appends the outcome exactly once: an old epoch or a completed launch is refused.</summary>
    /// <returns>False where it was refused.</returns>
    Task<bool> TryCompleteAsync(TrialClaim claim, StudyEvent.LaunchEnded ended, CancellationToken ct);
}

public sealed record StoredEvent(long Position, StudyEvent Event);

public sealed record TrialClaim(string Study, int Trial, int Launch, string Holder, long Epoch);
