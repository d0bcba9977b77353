using AutoTune.SearchSpaces;
using AutoTune.Storage;
using AutoTune.Trials;

// Appends trials to the store DATABASE until it is killed, and says what it was told is safe: `asked N` and `ended N`, a line each.
// It starts as a study is resumed: what was asked and not ended is ended first.
var store = await SqliteTrialStore.OpenAsync(args[0], TimeProvider.System);
var history = await store.ReadAsync("crash", 0, CancellationToken.None).Select(stored => stored.Event).ToListAsync();
var asked = history.OfType<StudyEvent.TrialAsked>().Count();
var ended = history.OfType<StudyEvent.LaunchEnded>().Select(launch => launch.Trial).ToHashSet();

for (var trial = 0; ; trial++)
{
    if (trial >= asked)
        await AskAsync(trial);
    if (!ended.Contains(trial))
        await EndAsync(trial);
}

async Task AskAsync(int trial)
{
    var config = new ServingConfig("engine", new Dictionary<string, ParameterValue> { ["slots"] = ParameterValue.Of((long)trial) });
    await store.AppendAsync("crash", new StudyEvent.TrialAsked(trial, config, new("random", [], ""), trial) { At = DateTimeOffset.UnixEpoch }, CancellationToken.None);
    Console.WriteLine($"asked {trial}");
}

async Task EndAsync(int trial)
{
    var claim = await store.TryClaimAsync("crash", trial, launch: 1, holder: "writer", TimeSpan.FromMinutes(1), CancellationToken.None)
        ?? throw new InvalidOperationException($"trial {trial} is complete or another's");
    var outcome = new TrialOutcome.NotMeasured(new string('x', 2000));
    if (!await store.TryCompleteAsync(claim, new(trial, 1, outcome, 0) { At = DateTimeOffset.UnixEpoch }, CancellationToken.None))
        throw new InvalidOperationException($"trial {trial} was taken away");
    Console.WriteLine($"ended {trial}");
}
