using System.Diagnostics;
using AutoTune.Launching;
using AutoTune.Provisioning;
using AutoTune.Trials;

namespace AutoTune.IntegrationTests.Faults;

/// <summary>A folder with a study on the fake engine, and the real command line to run it.</summary>
internal sealed class FaultStudy : IDisposable
{
    /// <summary>Measurements beside each other would measure each other.</summary>
    public const string OneAtATime = "faults";

    private const string Mark = "AUTOTUNE_TEST_RUN";
    private static readonly SyntheticModelShape Tiny = new() { Layers = 1, Embedding = 256, FeedForward = 512, Heads = 4, KeyValueHeads = 2, Vocabulary = 800, ContextLength = 512 };

    private readonly string _mark = Guid.NewGuid().ToString("N");

    public string Folder { get; } = Directory.CreateTempSubdirectory("autotune-faults-").FullName;

    public string Results => Path.Combine(Folder, "results");

    public string File => Path.Combine(Folder, "study.yaml");

    private string Store => Path.Combine(Results, "autotune.db");

    private static string EngineFolder => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "AutoTune.FaultyEngine", new DirectoryInfo(AppContext.BaseDirectory).Name));

    /// <param name="more">Further keys.</param>
    public static async Task<FaultStudy> WriteAsync(string faults, string budget, string more = "fix: {slots: 1}")
    {
        var study = new FaultStudy();
        var model = await new SyntheticModel(Tiny, seed: 1).PrepareAsync(Path.Combine(study.Folder, "models"));
        System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, "faulty.yaml"), Path.Combine(study.Folder, "faulty.yaml"));
        await System.IO.File.WriteAllTextAsync(study.File, $$"""
            study: faults
            model: {{model.Model}}
            engines: [./faulty.yaml]
            limit: {fault: [{{faults}}]}
            {{more}}
            strategy: random
            start_timeout: 2s
            workload: {input: 8, output: 5}
            slo: {ttft: 400ms, tpot: 50ms, attainment: 80%}
            probe: {warm_up: 0s, window: 400ms, tolerance: 50%}
            budget: {{budget}}
            """);
        return study;
    }

    public static FaultStudy Empty() => new();

    /// <summary>Folder of programs that stand in for the machine's.</summary>
    public string? FirstOnPath { get; set; }

    /// <summary>More variables for the command line.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public Task<CliResult> TuneAsync(params string[] more) => RunAsync(["tune", File, "--results", Results, .. more]);

    public Task<CliResult> ResumeAsync() => RunAsync("resume", "faults", "--results", Results);

    public RunningCli StartTune() => Start("tune", File, "--results", Results);

    public async Task<CliResult> RunAsync(params string[] args)
    {
        using var running = Start(args);
        return await running.EndAsync();
    }

    public RunningCli Start(params string[] args)
    {
        // Tests that run in a shell's background inherit an ignored Ctrl-C, which the runtime keeps to; a user's terminal does not.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "autotune"), .. args])
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = $"{FirstOnPath ?? EngineFolder}:{EngineFolder}:{System.Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["AUTOTUNE_LOCKS"] = Path.Combine(Folder, "locks");
        start.Environment["AUTOTUNE_CACHE"] = Path.Combine(Folder, "cache");
        start.Environment[Mark] = _mark;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public Task<IReadOnlyList<StudyEvent>> EventsAsync() => StoredEvents.OfAsync(Store, "faults");

    /// <summary>Trial and launch of each that has an outcome.</summary>
    public async Task<IReadOnlyList<(int Trial, int Launch)>> EndedAsync() =>
        [.. (await EventsAsync()).OfType<StudyEvent.LaunchEnded>().Select(ended => (ended.Trial, ended.Launch))];

    public Task WaitAsync(Func<IReadOnlyList<StudyEvent>, bool> seen) => StoredEvents.WaitAsync(Store, "faults", seen);

    public IReadOnlyList<int> Engines() => [.. Marked().Where(pid => NameOf(pid) == "faulty-engine")];

    /// <summary>Everything that a run started and that still lives, itself included.</summary>
    public IReadOnlyList<int> Marked() => [.. LinuxProcesses.Marked($"{Mark}={_mark}").Select(row => row.Pid)];

    public async Task<TimeSpan> UntilNothingRunsAsync()
    {
        var watch = Stopwatch.StartNew();
        while (Marked().Count > 0 && watch.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(50);
        return watch.Elapsed;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string NameOf(int pid)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
