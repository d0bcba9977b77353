using System.Security.Cryptography;
using System.Text;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.SearchSpaces;

namespace AutoTune.Evaluation;

/// <summary>Starts an engine once before the study, where what it compiles and downloads is not kept on this machine yet: no trial is judged, and no budget spent, for what happens only once.</summary>
public sealed class FirstStart(ServedSetup setup, IProgress<string> progress)
{
    /// <summary>A compiler, or a download of many gigabytes, may say nothing for long.</summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan HardLimit = TimeSpan.FromHours(3);

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    /// <param name="config">As the engine runs first: the baseline, or the vendor's default.</param>
    /// <returns>A warning where it did not come up: its first trial will show why.</returns>
    public async Task<string?> RunAsync(ServedEngine engine, ServingConfig config, ResourceRequest resources, CancellationToken ct)
    {
        if (engine.Container is not { } container || !container.KeepsAnything)
            return null;
        var alone = resources with { Replicas = 1, Copies = 1 };
        await using var lease = await setup.Pool.AcquireAsync(alone, ct);
        var mark = Path.Combine(container.CachesOf(lease.Gpus), $"started-{NameOf(engine.Context.ModelPath)}");
        if (File.Exists(mark))
            return null;
        progress.Report($"first start of {engine.Definition.Title}: what it compiles and downloads is kept; this is outside of the budget");
        var plan = engine.Plans(config, Path.Combine(setup.StudyFolder, "logs", $"first-start-{engine.Definition.Name}"), alone, lease.Gpus)[0];
        await plan.WriteFilesAsync(ct);
        await using var deployment = await setup.Launcher.LaunchAsync(plan, ct);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var log = ReportAsync(deployment, engine.Definition.Title, following.Token);
        var settings = setup.ReadinessOf(engine.Definition) with { QuietLimit = QuietLimit, HardLimit = HardLimit };
        var readiness = await new ReadinessCheck(setup.Http, setup.Failures, setup.Clock).WaitAsync(deployment, engine.Definition.Name, settings, ct);
        await following.CancelAsync();
        await log.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (readiness is ReadinessResult.Failed failed)
            return $"the first start of {engine.Definition.Title} failed ({failed.Finding.Class.Name}: {failed.Finding.Evidence}); its log is in {plan.LogFolder}";
        Directory.CreateDirectory(Path.GetDirectoryName(mark)!);
        await File.WriteAllTextAsync(mark, engine.Context.ModelPath, ct);
        return null;
    }

    /// <summary>The latest line now and then: who waits for half an hour wants to see that it moves.</summary>
    private async Task ReportAsync(IDeployment deployment, string title, CancellationToken ct)
    {
        var reported = setup.Clock.GetTimestamp();
        await foreach (var line in deployment.ReadLogAsync(ct))
        {
            if (setup.Clock.GetElapsedTime(reported) < ReportEvery)
                continue;
            reported = setup.Clock.GetTimestamp();
            progress.Report($"{title}: {line.Text}");
        }
    }

    private static string NameOf(string model) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..16];
}
