using AutoTune.Launching;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>Launches a configuration's engine, waits until it serves, measures, stops it.</summary>
public sealed class ServedEvaluator(ServedSetup setup) : ITrialEvaluator
{
    private readonly PromptMemory _prompts = new();

    public async Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
    {
        display.Report(new(request.Trial, request.Launch, "waiting for the hardware"));
        await using var lease = await setup.Pool.AcquireAsync(request.Resources, ct);
        display.Report(new(request.Trial, request.Launch, "launching"));
        var engine = setup.Engines[request.Config.Engine];
        var logs = Path.Combine("logs", $"trial-{request.Trial:000}-launch-{request.Launch}");
        var plan = engine.Plan(request.Config, Path.Combine(setup.StudyFolder, logs));
        var started = setup.Clock.GetTimestamp();
        await journal.RecordAsync(
            new LaunchEvent.Started([engine.Program, .. plan.Units[0].Arguments], Path.Combine(logs, "engine.log"), setup.Clock.GetUtcNow())
            {
                Environment = plan.Units[0].Environment,
            },
            ct);
        await using var deployment = await LaunchAsync(plan, ct);
        var launch = new ServedLaunch(setup, engine, deployment, request, journal, display, _prompts);
        var outcome = await launch.RunAsync(ct);
        await deployment.DisposeAsync();
        await journal.RecordAsync(new LaunchEvent.Stopped(setup.Clock.GetElapsedTime(started).TotalSeconds, LogTail.Read(deployment.LogPath)), ct);
        return outcome;
    }

    private async Task<IDeployment> LaunchAsync(LaunchPlan plan, CancellationToken ct)
    {
        try
        {
            return await setup.Launcher.LaunchAsync(plan, ct);
        }
        catch (LaunchException problem)
        {
            throw new StudyStoppedException(problem.Message, "Check that the engine's program can be started here; then resume.", problem);
        }
    }
}
