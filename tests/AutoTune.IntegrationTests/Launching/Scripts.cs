using AutoTune.Launching;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>A folder of its own for one test: scripts that stand for engines, and their logs.</summary>
internal sealed class Scripts : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("autotune-launch-").FullName;

    public string LogFolder => Path.Combine(Folder, "logs");

    public string Write(string text)
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.sh");
        File.WriteAllText(path, text);
        return path;
    }

    public LaunchPlan Plan(string script, TimeSpan? grace = null, params (string Name, string Value)[] environment) => Plan(new LaunchUnit
    {
        Name = "engine",
        FileName = "sh",
        Arguments = [Write(script), "{port}", "{host}"],
        Environment = environment.ToDictionary(pair => pair.Name, pair => pair.Value),
        Stop = new StopPolicy(StopSignal.Terminate, grace ?? TimeSpan.FromSeconds(5)),
    });

    public LaunchPlan Plan(LaunchUnit unit) => new() { Units = [unit], EntryUnit = unit.Name, LogFolder = LogFolder };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
