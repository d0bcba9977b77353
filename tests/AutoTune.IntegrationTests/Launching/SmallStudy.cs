using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;
using AutoTune.Trials;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>A short study of the real llama-server by one launcher or another, and the real command line to run it.</summary>
internal sealed class SmallStudy(RealParts parts, string name) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public string Engines { get; init; } = "[llama-cpp]";

    public string Limit { get; init; } = "{slots: [1, 8]}";

    /// <summary>One thread: two wait for each other by spinning, so that whatever else runs on a test machine makes the engine many times slower, and the study measures nothing in its time.</summary>
    public string Fix { get; init; } = "{threads: 1, threads_batch: 1, speculation: off}";

    public string Budget { get; init; } = "{trials: 2, time: 30s}";

    /// <summary>For the command line.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string LogOfFirstLaunch => File.ReadAllText(Path.Combine(Folder, name, "logs", "trial-000-launch-1", "engine.log"));

    /// <param name="launcher">The launcher's keys, a line each.</param>
    public async Task WriteAsync(params string[] launcher) => await File.WriteAllLinesAsync(
        StudyFile,
        [
            $"study: {name}",
            $"model: {parts.Model.Files["Q4_0"].Path}",
            $"engines: {Engines}",
            "precision: {weights: [Q4_0]}",
            .. launcher,
            $"limit: {Limit}",
            $"fix: {Fix}",
            "workload: {input: 16, output: 8}",
            "request: {api: chat, temperature: 0, ignore_eos: true}",
            "slo: {ttft: 2s, tpot: 200ms, attainment: 80%}",
            "probe: {warm_up: 200ms, window: 1500ms, tolerance: 50%}",
            $"budget: {Budget}",
        ]);

    /// <summary>What a failed run of it said, with the first lines of its engine: a test on another machine can be looked at by nothing else.</summary>
    public string Account(CliResult run)
    {
        const int Lines = 60;
        var log = Path.Combine(Folder, name, "logs", "trial-000-launch-1", "engine.log");
        return string.Join('\n', [run.Output, run.Errors, .. File.Exists(log) ? File.ReadLines(log).Take(Lines) : ["no engine log"]]);
    }

    public Task<CliResult> TuneAsync(params string[] more) => EndAsync(StartTune(more));

    public Task<CliResult> ResumeAsync() => EndAsync(StartResume());

    public RunningCli StartTune(params string[] more) => Start(["tune", StudyFile, "--results", Folder, .. more]);

    public RunningCli StartResume() => Start("resume", name, "--results", Folder);

    public Task WaitAsync(Func<IReadOnlyList<StudyEvent>, bool> seen) => StoredEvents.WaitAsync(Store, name, seen);

    /// <summary>Goes on where the study was recorded already; begins it where a kill came before that.</summary>
    public async Task<RunningCli> StartAgainAsync() => (await EventsAsync()).Count > 0 ? StartResume() : StartTune();

    /// <summary>Trial, launch and outcome of each launch that has one, in order.</summary>
    public async Task<IReadOnlyList<StudyEvent.LaunchEnded>> EndedAsync() => [.. (await EventsAsync()).OfType<StudyEvent.LaunchEnded>()];

    public Task<IReadOnlyList<StudyEvent>> EventsAsync() => StoredEvents.OfAsync(Store, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public Task<CliResult> RunAsync(string command, string study, params string[] more) => EndAsync(Start([command, study, "--results", Folder, .. more]));

    public Task<CliResult> DoctorAsync() => EndAsync(Start("doctor", "--study", StudyFile, "--results", Folder));

    private string Store => Path.Combine(Folder, "autotune.db");

    private string StudyFile => Path.Combine(Folder, $"{name}.yaml");

    private static async Task<CliResult> EndAsync(RunningCli started)
    {
        using var running = started;
        return await running.EndAsync();
    }

    private RunningCli Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune"), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in Environment)
            start.Environment[variable] = value;
        return new(Process.Start(start)!);
    }
}
