using AutoTune.Docker;
using AutoTune.Evaluation;
using AutoTune.Launching;
using AutoTune.Provisioning;
using AutoTune.Studies;

namespace AutoTune.Cli.Composition;

/// <summary>What a study's launcher stands on: where its engines come from, and how they are started.</summary>
internal sealed record LaunchGround(IEngineSource Engines, ILauncher Launcher, GuardClient Guard, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    /// <exception cref="MachineLacksException">This machine has no container engine, and the study asks for one.</exception>
    public static async Task<LaunchGround> OpenAsync(EvaluationMode.Served served, IProgress<string> preparing, TimeProvider clock, CancellationToken ct) =>
        served.Launcher switch
        {
            "docker" => await OfContainersAsync(served.Container, preparing, clock, ct),
            "hooks" => OfHooks(served, clock),
            _ => OfProcesses(preparing, clock),
        };

    public static LaunchGround OfProcesses(IProgress<string> preparing, TimeProvider clock)
    {
        var guard = new GuardClient();
        return new(new HostEngines(new EngineInstaller(HostSystem.Current), preparing), new ProcessLauncher(guard, clock), guard, [guard]);
    }

    private static LaunchGround OfHooks(EvaluationMode.Served served, TimeProvider clock)
    {
        var guard = new GuardClient();
        var hooks = served.Hooks!;
        return new(new HookEngines(served.Container), new HooksLauncher(new(hooks.Start, hooks.Stop, hooks.Logs, hooks.Timeout), guard, clock), guard, [guard]);
    }

    public void Dispose()
    {
        foreach (var owned in Owned)
            owned.Dispose();
    }

    private static async Task<LaunchGround> OfContainersAsync(ContainerChoice choice, IProgress<string> preparing, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            var host = await DockerHost.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), ct);
            foreach (var left in await new Leftovers(host).RemoveAsync(ct))
                preparing.Report($"Removed {left}, which an AutoTune that is dead had left");
            var guard = new GuardClient();
            var images = new DockerImages(host, new RegistryCredentials(RegistryCredentials.UsualFolder), preparing);
            return new(new DockerEngines(host, images, guard, choice, HostSystem.Current.CacheFolder), new DockerLauncher(host, guard, clock), guard, [guard, host]);
        }
        catch (LaunchException problem)
        {
            throw new MachineLacksException(problem.Message, problem);
        }
    }
}
