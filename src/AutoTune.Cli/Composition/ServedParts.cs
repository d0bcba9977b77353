using AutoTune.Capacity;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Load;
using AutoTune.Studies;

namespace AutoTune.Cli.Composition;

/// <summary>Launcher, load client and the rest that a served evaluation works with; disposing ends what it started.</summary>
internal sealed record ServedParts(ServedSetup Setup, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    public static ServedParts Create(
        LaunchGround ground, EvaluationMode.Served served, ulong seed, string folder, string sourceFolder, IReadOnlyDictionary<string, ServedEngine> engines, IProgress<string> waiting, TimeProvider clock)
    {
        var load = new LoadClient(clock);
        var http = ServingHttp.CreateClient();
        var gpus = new InstalledGpus();
        var host = new HostPool(HostPool.DefaultFolder, gpus, clock, waiting);
        var setup = new ServedSetup
        {
            Served = served,
            Seed = seed,
            Engines = engines,
            StudyFolder = folder,
            Launcher = ground.Launcher,
            Load = load,
            Capacity = new BisectionCapacity(),
            Pool = served.Launcher == "hooks" ? new RemotePool(host) : host,
            Gpus = gpus,
            Quality = served.Quality is { } gate ? new QualityJudge(gate, folder, sourceFolder, http, new Dictionary<string, string> { [GuardClient.LeashVariable] = ground.Guard.Leash }) : null,
            Failures = new FailureClassifier(FailureCatalogue.BuiltIn),
            Http = http,
            Clock = clock,
        };
        return new(setup, [http, load, ground]);
    }

    public void Dispose()
    {
        foreach (var owned in Owned)
            owned.Dispose();
    }
}
