using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>Launches a configuration's engine, waits until it serves, measures, stops it.</summary>
public sealed class ServedEvaluator(ServedSetup setup) : ITrialEvaluator
{
    private readonly PromptMemory _prompts = new();
    private readonly StartMemory _starts = new();

    /// <summary>Of an engine that could not be stopped: nothing is measured beside it.</summary>
    private StudyStoppedException? _stuck;

    public async Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
    {
        if (_stuck is { } stuck)
            throw stuck;
        display.Report(new(request.Trial, request.Launch, "waiting for the hardware"));
        await using var lease = await LeaseAsync(request, ct);
        display.Report(new(request.Trial, request.Launch, "launching"));
        var engine = setup.Engines[request.Config.Engine];
        var logs = Path.Combine("logs", $"trial-{request.Trial:000}-launch-{request.Launch}");
        var plans = engine.Plans(request.Config, Path.Combine(setup.StudyFolder, logs), request.Resources, lease.Gpus);
        var started = setup.Clock.GetTimestamp();
        await journal.RecordAsync(
            new LaunchEvent.Started([engine.Program, .. plans[0].Units[0].Arguments], Path.Combine(logs, "engine.log"), setup.Clock.GetUtcNow())
            {
                Environment = plans[0].Units[0].Environment,
                Copies = request.Resources.Copies,
            },
            ct);
        var outcome = await LaunchAndMeasureAsync(plans, engine, lease.Gpus, request, journal, display, ct);
        await journal.RecordAsync(new LaunchEvent.Stopped(setup.Clock.GetElapsedTime(started).TotalSeconds, LogTail.Read(Path.Combine(plans[0].LogFolder, "engine.log"))), ct);
        return outcome;
    }

    private async Task<IResourceLease> LeaseAsync(TrialRequest request, CancellationToken ct)
    {
        try
        {
            return await setup.Pool.AcquireAsync(request.Resources, ct);
        }
        catch (DevicesTakenException taken)
        {
            throw new StudyStoppedException(taken.Message, "Free them, or ask for fewer; then resume.", taken);
        }
    }

    private async Task<TrialOutcome> LaunchAndMeasureAsync(IReadOnlyList<LaunchPlan> plans, ServedEngine engine, IReadOnlyList<GpuDevice> gpus, TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
    {
        try
        {
            var servers = await ServerGroup.LaunchAsync(setup.Launcher, plans, request.Resources.Replicas, ct);
            try
            {
                return await new ServedLaunch(setup, engine, servers, gpus, request, journal, display, _prompts, _starts).RunAsync(ct);
            }
            finally
            {
                await StopAsync(servers);
            }
        }
        catch (LauncherLostException lost)
        {
            throw new StudyStoppedException(lost.Message, LauncherLostException.Advice, lost);
        }
        catch (LaunchException problem)
        {
            throw new StudyStoppedException(problem.Message, "Check that the engine can be started here; then resume.", problem);
        }
    }

    /// <summary>What was measured is kept where the engine cannot be stopped; the next launch stops the study.</summary>
    private async Task StopAsync(ServerGroup servers)
    {
        try
        {
            await servers.DisposeAsync();
        }
        catch (LauncherLostException lost)
        {
            _stuck = new(lost.Message, LauncherLostException.Advice, lost);
        }
        catch (LaunchException problem)
        {
            _stuck = new(problem.Message, "End it by hand; then resume.", problem);
        }
    }
}
