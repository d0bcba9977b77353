using System.Diagnostics;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Preflight;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>What turns a study's configurations into outcomes, composed and prepared.</summary>
internal sealed record StudyEvaluation : IAsyncDisposable
{
    public required ITrialEvaluator Evaluator { get; init; }

    /// <summary>The checked plan, or one whose space lost what this machine's engine lacks.</summary>
    public required TuningPlan Plan { get; init; }

    /// <summary>What a launch of a configuration takes of the hardware.</summary>
    public required Func<ServingConfig, LaunchPurpose, ResourceRequest> Resources { get; init; }

    /// <summary>Kept with the study: versions, machine, model.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<IDisposable> Owned { get; init; }

    public static Task<StudyEvaluation> ComposeAsync(CheckedStudy ready, StudyFolder folder, IProgress<string> preparing, TimeProvider clock, CancellationToken ct) =>
        ready.Study.Evaluation switch
        {
            EvaluationMode.Command command => Task.FromResult(OfCommand(ready, command, folder, clock)),
            EvaluationMode.Served served => ServedComposition.ComposeAsync(ready, served, folder, preparing, clock, ct),
            _ => throw new UnreachableException(),
        };

    public ValueTask DisposeAsync()
    {
        foreach (var owned in Owned)
            owned.Dispose();
        return ValueTask.CompletedTask;
    }

    private static StudyEvaluation OfCommand(CheckedStudy ready, EvaluationMode.Command command, StudyFolder folder, TimeProvider clock)
    {
        var guard = new GuardClient();
        guard.Start();
        var environment = new Dictionary<string, string> { [GuardClient.LeashVariable] = guard.Leash };
        return new()
        {
            Evaluator = new CommandEvaluator(command, ready.Study.JudgedMetrics, StudyPaths.FolderOf(ready.Study.SourceFile), folder.Root, environment, clock),
            Plan = ready.Plan,
            Resources = (_, _) => new(Gpus: 0),
            Environment = HostFacts.Of(HostProfileReader.Read()),
            Warnings = ready.Warnings,
            Owned = [guard],
        };
    }
}
