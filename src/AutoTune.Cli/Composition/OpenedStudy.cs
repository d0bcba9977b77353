using AutoTune.Capacity;
using AutoTune.Cli.Json;
using AutoTune.Engines;
using AutoTune.Judging;
using AutoTune.Preflight;
using AutoTune.Storage;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>A study as it stands in its store, for commands that only look.</summary>
internal sealed record OpenedStudy(StudyFolder Folder, CheckedStudy Checked, StudyHistory History)
{
    /// <exception cref="InvalidInputException">There is no such study in the store.</exception>
    public static async Task<OpenedStudy> ReadAsync(StudyFolder folder, CancellationToken ct)
    {
        await using var store = await SqliteTrialStore.OpenReadOnlyAsync(folder.Store, TimeProvider.System, ct);
        var history = await StudyHistory.LoadAsync(store, folder.Study, ct);
        if (history.Opened is null)
            throw new InvalidInputException($"there is no study '{folder.Study}' in {folder.Store}");
        return new(folder, StudyLoader.Reload(folder, new(), history.Opened.Environment.GetValueOrDefault(StudyFacts.Gpu)), history);
    }

    /// <summary>The SLO that it was made for, where it is judged under another one.</summary>
    public Slo? MadeFor { get; init; }

    /// <summary>The study under another SLO, from the stamps of its requests.</summary>
    /// <exception cref="InvalidInputException">There is no such study, or it has no stamps.</exception>
    public static async Task<OpenedStudy> RejudgedAsync(StudyFolder folder, Slo slo, CancellationToken ct)
    {
        var opened = await ReadAsync(folder, ct);
        if (opened.Checked.Study.Evaluation is not EvaluationMode.Served served)
            throw new InvalidInputException($"'{folder.Study}' runs a command: it has no requests that could be judged again");
        var study = opened.Checked.Study with { Evaluation = served with { Slo = slo } };
        var plan = opened.Checked.Plan with { Study = study, Finals = opened.Checked.Plan.Finals with { Confirmation = new(slo.Attainment, served.Probe.Window) } };
        var context = new CapacityContext { Slo = slo, Probe = served.Probe, Workload = served.Workload, Streams = new() };
        var resources = opened.Resources;
        var rejudgement = new StudyRejudgement(folder.Root, plan.Finals, context, config => resources.Of(config).CandidateGpus);
        await using var store = await SqliteTrialStore.OpenReadOnlyAsync(folder.Store, TimeProvider.System, ct);
        var history = await rejudgement.JudgeAsync(store.ReadAsync(folder.Study, afterPosition: 0, ct), ct);
        if (rejudgement.Unreadable > 0)
            await Console.Error.WriteLineAsync($"warning: the stamps of {rejudgement.Unreadable} probes cannot be read; they are left out".AsMemory(), ct);
        return new(folder, opened.Checked with { Plan = plan }, history) { MadeFor = served.Slo };
    }

    /// <summary>What each configuration of a study that serves takes.</summary>
    public EngineResources Resources => new(Checked.Engines, ((EvaluationMode.Served)Checked.Study.Evaluation).Gpus);

    public StatusDocument Status() => StatusDocument.Of(Folder.Study, History, Checked.Plan.Finals, StudyLock.IsHeld(Folder));
}
