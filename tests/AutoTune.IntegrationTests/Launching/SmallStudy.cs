using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>A short study of the real llama-server by one launcher or another, and the real command line to run it.</summary>
internal sealed class SmallStudy(RealParts parts, string name) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    /// <summary>For the command line.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string LogOfFirstLaunch => File.ReadAllText(Path.Combine(Folder, name, "logs", "trial-000-launch-1", "engine.log"));

    /// <param name="launcher">The launcher's keys, a line each.</param>
    public async Task WriteAsync(params string[] launcher) => await File.WriteAllLinesAsync(
        StudyFile,
        [
            $"study: {name}",
            $"model: {parts.Model.Files["Q4_0"].Path}",
            "engines: [llama-cpp]",
            "precision: {weights: [Q4_0]}",
            .. launcher,
            "limit: {slots: [1, 8]}",
            "workload: {input: 16, output: 8}",
            "request: {api: chat, temperature: 0, ignore_eos: true}",
            "slo: {ttft: 2s, tpot: 200ms, attainment: 80%}",
            "probe: {warm_up: 200ms, window: 1500ms, tolerance: 50%}",
            "budget: {trials: 2, time: 40s}",
        ]);

    public Task<CliResult> TuneAsync() => EndAsync(StartTune());

    public Task<CliResult> ResumeAsync() => EndAsync(Start("resume", name, "--results", Folder));

    public RunningCli StartTune() => Start("tune", StudyFile, "--results", Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

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
