using System.Diagnostics;
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
        using var run = new CommandRun(Start(), Path.Combine(studyFolder, log));
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

    private Process Start()
    {
        var start = new ProcessStartInfo(ProgramFile())
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Program.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or IOException)
        {
            throw new StudyStoppedException($"The command '{command.Program[0]}' cannot be started: {problem.Message}", "Correct 'command' in the study, or make the program executable.", problem);
        }
    }

    /// <summary>A name with a slash is relative to the study file; another one is looked up on PATH.</summary>
    private string ProgramFile() =>
        command.Program[0].Contains('/') ? Path.GetFullPath(command.Program[0], workingDirectory) : command.Program[0];
}
