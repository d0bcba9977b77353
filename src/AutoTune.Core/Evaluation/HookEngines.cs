using AutoTune.Engines;
using AutoTune.Studies;

namespace AutoTune.Evaluation;

/// <summary>Engines that the user's own commands start, somewhere else: nothing is fetched, and nobody can be asked for flags or version.</summary>
public sealed class HookEngines(ContainerChoice choice) : IEngineSource
{
    public Task<EngineProgram> ProvideAsync(EngineDefinition engine, CancellationToken ct)
    {
        var image = choice.ImageOf(engine.Name, engine.Image);
        return Task.FromResult(new EngineProgram(engine.Program, image is null ? $"{engine.Program}, started by hooks" : $"{image}, started by hooks", Help: null)
        {
            ImageName = image,
            Container = new() { Image = image ?? "", Port = engine.Port, Needs = ContainerNeeds.Of(engine.Container, choice) },
        });
    }
}
