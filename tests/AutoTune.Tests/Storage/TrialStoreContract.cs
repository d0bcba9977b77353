using AutoTune.Trials;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutoTune.Tests.Storage;

/// <summary>What every trial store keeps to.</summary>
public abstract class TrialStoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected FakeTimeProvider Clock { get; } = new(Then);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <returns>One more user of the same store, which the test disposes.</returns>
    protected abstract Task<ITrialStore> OpenAsync();

    [Fact]
    public async Task Events_are_read_in_the_order_in_which_they_were_appended()
    {
        await using var store = await OpenAsync();
        Assert.Equal(1, await store.AppendAsync("a", Event("first"), Ct));
        Assert.Equal(2, await store.AppendAsync("a", Event("second"), Ct));
        Assert.Equal(1, await store.AppendAsync("b", Event("other study"), Ct));
        Assert.Equal(["1 first", "2 second"], await TextsAsync(store, "a"));
        Assert.Equal(["2 second"], await TextsAsync(store, "a", after: 1));
        Assert.Empty(await TextsAsync(store, "a", after: 2));
        Assert.Equal(["a", "b"], await store.ListStudiesAsync(Ct));
    }

    [Fact]
    public async Task A_store_that_is_opened_again_goes_on_where_it_was()
    {
        await using (var before = await OpenAsync())
            await before.AppendAsync("a", Event("first"), Ct);
        await using var store = await OpenAsync();
        Assert.Equal(2, await store.AppendAsync("a", Event("second"), Ct));
        Assert.Equal(["1 first", "2 second"], await TextsAsync(store, "a"));
    }

    [Fact]
    public async Task A_study_that_nobody_opened_has_no_events()
    {
        await using var store = await OpenAsync();
        Assert.Empty(await TextsAsync(store, "nowhere"));
        Assert.Empty(await store.ListStudiesAsync(Ct));
    }

    [Fact]
    public async Task Long_histories_are_read_whole()
    {
        await using var store = await OpenAsync();
        for (var i = 1; i <= 1001; i++)
            await store.AppendAsync("a", Event("e"), Ct);
        Assert.Equal(Enumerable.Range(1, 1001).Select(i => $"{i} e"), await TextsAsync(store, "a"));
    }

    [Fact]
    public async Task Positions_have_no_gaps_under_eight_writers_at_once()
    {
        var positions = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            await using var store = await OpenAsync();
            var mine = new List<long>();
            for (var i = 0; i < 20; i++)
                mine.Add(await store.AppendAsync("a", Event($"{writer}"), Ct));
            return mine;
        })));
        Assert.All(positions, mine => Assert.Equal(mine.Order(), mine));
        Assert.Equal(Enumerable.Range(1, 160).Select(i => (long)i), positions.SelectMany(mine => mine).Order());
        await using var reader = await OpenAsync();
        Assert.Equal(160, (await TextsAsync(reader, "a")).Count);
    }

    [Fact]
    public async Task Every_kind_of_event_is_read_as_it_was_appended()
    {
        await using var store = await OpenAsync();
        var events = EventGenerators.Sample(60);
        var appended = events.Where(happened => happened is not StudyEvent.LaunchEnded)
            .Concat(events.OfType<StudyEvent.LaunchEnded>().DistinctBy(ended => (ended.Trial, ended.Launch))).ToArray();
        foreach (var happened in appended)
            await store.AppendAsync("a", happened, Ct);
        var read = await store.ReadAsync("a", 0, Ct).Select(stored => Shape.Of(stored.Event)).ToArrayAsync(Ct);
        Assert.Equal(appended.Select(Shape.Of), read);
    }

    [Fact]
    public async Task A_claim_is_exclusive_while_its_lease_is_valid()
    {
        await using var store = await OpenAsync();
        Assert.Equal(new("a", 3, 1, "one", 1), await store.TryClaimAsync("a", 3, 1, "one", Lease, Ct));
        Clock.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Null(await store.TryClaimAsync("a", 3, 1, "two", Lease, Ct));
        Assert.NotNull(await store.TryClaimAsync("a", 3, 2, "two", Lease, Ct));
        Assert.NotNull(await store.TryClaimAsync("b", 3, 1, "two", Lease, Ct));
    }

    [Fact]
    public async Task A_claim_whose_lease_ran_out_goes_to_the_next_with_a_higher_epoch()
    {
        await using var store = await OpenAsync();
        await ClaimAsync(store, "one");
        Clock.Advance(Lease);
        Assert.Equal(2, (await ClaimAsync(store, "two")).Epoch);
    }

    [Fact]
    public async Task A_holder_may_claim_again_and_its_older_claim_ends()
    {
        await using var store = await OpenAsync();
        var before = await ClaimAsync(store, "one");
        var again = await ClaimAsync(store, "one");
        Assert.Equal(2, again.Epoch);
        Assert.False(await store.TryCompleteAsync(before, Ended(), Ct));
        Assert.True(await store.TryCompleteAsync(again, Ended(), Ct));
    }

    [Fact]
    public async Task A_renewed_claim_lasts_longer()
    {
        await using var store = await OpenAsync();
        var claim = await ClaimAsync(store, "one");
        Clock.Advance(Lease * 0.9);
        Assert.True(await store.RenewAsync(claim, Lease, Ct));
        Clock.Advance(Lease * 0.9);
        Assert.Null(await store.TryClaimAsync("a", 3, 1, "two", Lease, Ct));
    }

    [Fact]
    public async Task A_claim_that_was_lost_can_neither_be_renewed_nor_completed()
    {
        await using var store = await OpenAsync();
        var lost = await ClaimAsync(store, "one");
        Clock.Advance(Lease);
        var mine = await ClaimAsync(store, "two");
        Assert.False(await store.RenewAsync(lost, Lease, Ct));
        Assert.False(await store.TryCompleteAsync(lost, Ended(), Ct));
        Assert.Empty(await TextsAsync(store, "a"));
        Assert.True(await store.TryCompleteAsync(mine, Ended(), Ct));
    }

    [Fact]
    public async Task An_expired_claim_that_nobody_took_may_still_be_completed()
    {
        await using var store = await OpenAsync();
        var claim = await ClaimAsync(store, "one");
        Clock.Advance(Lease * 10);
        Assert.True(await store.TryCompleteAsync(claim, Ended(), Ct));
    }

    [Fact]
    public async Task A_launch_is_completed_exactly_once()
    {
        await using var store = await OpenAsync();
        var claim = await ClaimAsync(store, "one");
        Assert.True(await store.TryCompleteAsync(claim, Ended(), Ct));
        Assert.False(await store.TryCompleteAsync(claim, Ended(), Ct));
        Assert.False(await store.RenewAsync(claim, Lease, Ct));
        Clock.Advance(Lease * 10);
        Assert.Null(await store.TryClaimAsync("a", 3, 1, "two", Lease, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync("a", Ended(), Ct));
        Assert.Equal(["1 ended 3/1"], await TextsAsync(store, "a"));
    }

    [Fact]
    public async Task An_outcome_that_is_appended_without_a_claim_completes_the_launch_too()
    {
        await using var store = await OpenAsync();
        var claim = await ClaimAsync(store, "one");
        await store.AppendAsync("a", Ended(), Ct);
        Assert.False(await store.TryCompleteAsync(claim, Ended(), Ct));
        Assert.Equal(["1 ended 3/1"], await TextsAsync(store, "a"));
    }

    [Fact]
    public async Task Of_eight_who_claim_and_complete_at_once_one_succeeds()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            await using var store = await OpenAsync();
            return await store.TryClaimAsync("a", 3, 1, $"holder {i}", Lease, Ct) is { } claim && await store.TryCompleteAsync(claim, Ended(), Ct);
        })));
        Assert.Single(won, true);
        await using var reader = await OpenAsync();
        Assert.Equal(["1 ended 3/1"], await TextsAsync(reader, "a"));
    }

    [Fact]
    public async Task An_outcome_of_another_launch_than_the_claimed_one_is_a_mistake()
    {
        await using var store = await OpenAsync();
        var claim = await ClaimAsync(store, "one");
        await Assert.ThrowsAsync<ArgumentException>(() => store.TryCompleteAsync(claim, Ended() with { Trial = 4 }, Ct));
    }

    [Fact]
    public async Task A_cancelled_call_changes_nothing()
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.AppendAsync("a", Event("late"), new CancellationToken(canceled: true)));
        Assert.Empty(await TextsAsync(store, "a"));
    }

    protected static StudyEvent Event(string why) => new StudyEvent.StudyInterrupted(why) { At = Then };

    protected static async Task<IReadOnlyList<string>> TextsAsync(ITrialStore store, string study, long after = 0) =>
        await store.ReadAsync(study, after, Ct).Select(stored => $"{stored.Position} {Text(stored.Event)}").ToArrayAsync(Ct);

    private static async Task<TrialClaim> ClaimAsync(ITrialStore store, string holder)
    {
        var claim = await store.TryClaimAsync("a", 3, 1, holder, Lease, Ct);
        Assert.NotNull(claim);
        return claim;
    }

    private static StudyEvent.LaunchEnded Ended() => new(3, 1, new TrialOutcome.NotMeasured("a test"), 1.5) { At = Then };

    private static string Text(StudyEvent happened) => happened switch
    {
        StudyEvent.StudyInterrupted interrupted => interrupted.Why,
        StudyEvent.LaunchEnded ended => $"ended {ended.Trial}/{ended.Launch}",
        _ => happened.GetType().Name,
    };
}
