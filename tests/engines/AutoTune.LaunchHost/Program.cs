using AutoTune.Launching;

// A stand-in for AutoTune that tests may kill: launches `sh SCRIPT`, says what it started, and waits.
// Arguments: LOG-FOLDER SCRIPT
using var guard = new GuardClient();
await using var deployment = await new ProcessLauncher(guard, TimeProvider.System).LaunchAsync(
    new LaunchPlan
    {
        LogFolder = args[0],
        EntryUnit = "engine",
        Units =
        [
            new LaunchUnit
            {
                Name = "engine",
                FileName = "sh",
                Arguments = [args[1]],
                Environment = new Dictionary<string, string>(),
                Stop = StopPolicy.Default,
            },
        ],
    },
    CancellationToken.None);
Console.Out.WriteLine($"{deployment.Units[0].ProcessId} {guard.GuardProcessId}");
await Task.Delay(Timeout.InfiniteTimeSpan);
