using System.Text;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Launching;
using AutoTune.Provisioning;
using AutoTune.Studies;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace AutoTune.Docker;

/// <summary>Engines as images: pulled where they are not here, and asked for their version and flags in a container of their own.</summary>
/// <param name="cacheFolder">On this host: what engines compile and download is kept there between launches.</param>
public sealed class DockerEngines(DockerHost host, DockerImages images, GuardClient guard, ContainerChoice choice, string cacheFolder) : IEngineSource
{
    private const int DigestLetters = 12;

    private static readonly TimeSpan AnswerBound = TimeSpan.FromMinutes(3);    // a help text that imports half of a framework takes its time

    private readonly ContainerLabels _labels = ContainerLabels.Watched(host, guard);

    /// <exception cref="LauncherLostException">The container engine went away meanwhile.</exception>
    /// <exception cref="LaunchException">It refuses what it is asked.</exception>
    public Task<EngineProgram> ProvideAsync(EngineDefinition engine, CancellationToken ct) => host.CallAsync(() => ProvideByImageAsync(engine, ct));

    private async Task<EngineProgram> ProvideByImageAsync(EngineDefinition engine, CancellationToken ct)
    {
        var name = choice.ImageOf(engine.Name, engine.Image)
            ?? throw new EngineNotInstalledException($"{engine.Title} names no image; give one in the study: images: {{{engine.Name}: …}}.");
        var image = await ImageAsync(name, ct);
        var version = EngineProgram.VersionOf(engine, await AskAsync(image, engine, engine.VersionQuestion, ct));
        return new(engine.Program, $"{version} in {image.Digest}", await EngineHelp.OfFlagsAsync(engine, question => AskAsync(image, engine, question, ct)))
        {
            ImageName = name,
            Container = new()
            {
                Image = image.Digest,
                EntryPointWords = image.WordsOf(engine.Command),
                Port = engine.Port,
                Needs = ContainerNeeds.Of(engine.Container, choice),
                Mounts = [.. (engine.Container?.Downloads ?? []).Select(folder => ContainerMount.Kept(Path.Combine(cacheFolder, "downloads"), folder))],
                Caches = [.. engine.Container?.Caches ?? []],
                CacheFolder = Path.Combine(cacheFolder, "containers", engine.Name, image.Digest.Split(':')[^1][..DigestLetters]),
            },
        };
    }

    private async Task<DockerImage> ImageAsync(string name, CancellationToken ct)
    {
        try
        {
            return await images.EnsureAsync(name, ct);
        }
        catch (LaunchException problem)
        {
            throw new EngineNotInstalledException(problem.Message, problem);
        }
    }

    /// <returns>Standard output and error; null where the engine refuses the question.</returns>
    private async Task<string?> AskAsync(DockerImage image, EngineDefinition engine, IReadOnlyList<string> question, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(AnswerBound);
        var created = await host.Client.Containers.CreateContainerAsync(
            new()
            {
                Image = image.Digest,
                // An entry point of several words has taken one too many for a question to the program itself.
                Entrypoint = image.EntryPoint.Count > 1 ? [image.EntryPoint[0]] : [.. image.EntryPoint],
                Cmd = [.. image.WordsOf(engine.Command) > 0 ? question : question.Prepend(engine.Program)],
                Labels = _labels.ToDictionary("question"),
            },
            ct);
        try
        {
            await host.Client.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), bound.Token);
            var ended = await host.Client.Containers.WaitContainerAsync(created.ID, bound.Token);
            return ended.StatusCode == 0 ? await OutputAsync(created.ID, bound.Token) : null;
        }
        catch (Exception unanswered) when (unanswered is DockerApiException || (unanswered is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            await Containers.RemoveAsync(host.Client, created.ID, CancellationToken.None);
        }
    }

    private async Task<string> OutputAsync(string id, CancellationToken ct)
    {
        using var text = new MemoryStream();
        await Containers.ReadLogAsync(host.Client, id, follow: false, text.Write, ct);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
