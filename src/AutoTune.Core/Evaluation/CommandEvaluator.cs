using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>Evaluates a configuration by a program of the user's: one process per launch, JSON in, JSON out.</summary>
/// <param name="wanted">Metrics that the study judges by: an answer without one is a failure.</param>
/// <param name="studyFolder">Its <c>logs</c> get what the program says.</param>
/// <param name="environment">Added to the program's environment: what lets the guard find it.</param>
public sealed class CommandEvaluator(EvaluationMode.Command command, IReadOnlyList<string> wanted, string workingDirectory, string studyFolder, IReadOnlyDictionary<string, string> environment, TimeProvider clock) : ITrialEvaluator
{
    public async Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
    {
        display.Report(new(request.Trial, request.Launch, "running the command"));
        var log = Path.Combine("logs", $"trial-{request.Trial:000}-launch-{request.Launch}.log");
        await journal.RecordAsync(new LaunchEvent.Started([.. command.Program], log, clock.GetUtcNow()), ct);
        using var run = CommandRun.Start(command.Program, workingDirectory, environment, Path.Combine(studyFolder, log), "The command");
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = clock.CreateTimer(_ => inTime.Cancel(), null, command.Timeout, Timeout.InfiniteTimeSpan);
        try
        {
            var (exitCode, output, errors) = await run.ConverseAsync(CommandQuestion.Of(request), inTime.Token);
            return CommandAnswer.Read(exitCode, output, errors, wanted);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return CommandAnswer.Failure("start_timeout", FailurePolicy.Censored, $"the command did not answer within {command.Timeout.TotalSeconds:0.###} s");
        }
        finally
        {
            await run.EndAsync();
        }
    }
}
