using System.Diagnostics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>Evaluates a configuration by a program of the user's: one process per launch, JSON in, JSON out.</summary>
/// <param name="wanted">Metrics that the study judges by: an answer without one is a failure.</param>
/// <param name="environment">Added to the program's environment: what lets the guard find it.</param>
public sealed class CommandEvaluator(EvaluationMode.Command command, IReadOnlyList<string> wanted, string workingDirectory, IReadOnlyDictionary<string, string> environment, TimeProvider clock) : ITrialEvaluator
{
    private const int TailCharacters = 2000;

    private static readonly TimeSpan ExitBound = TimeSpan.FromSeconds(5);

    public async Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
    {
        display.Report(new(request.Trial, request.Launch, "running the command"));
        await journal.RecordAsync(new LaunchEvent.Started([.. command.Program], LogFile: "", clock.GetUtcNow()), ct);
        using var process = Start();
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = clock.CreateTimer(_ => inTime.Cancel(), null, command.Timeout, Timeout.InfiniteTimeSpan);
        try
        {
            return await ConverseAsync(process, request, inTime.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return CommandAnswer.Failure("start_timeout", FailurePolicy.Censored, $"the command did not answer within {command.Timeout.TotalSeconds:0.###} s");
        }
        finally
        {
            await EndAsync(process);
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

    private async Task<TrialOutcome> ConverseAsync(Process process, TrialRequest request, CancellationToken ct)
    {
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await SendAsync(process, CommandQuestion.Of(request), ct);
        await process.WaitForExitAsync(ct);
        return CommandAnswer.Read(process.ExitCode, await output, Tail(await errors), wanted);
    }

    private static async Task SendAsync(Process process, string question, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.WriteAsync(question.AsMemory(), ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that does not read its input is free to do so: its answer counts.
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
            return;
        process.Kill(entireProcessTree: true);
        using var bound = new CancellationTokenSource(ExitBound);
        await process.WaitForExitAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string Tail(string text) => text.Length <= TailCharacters ? text : text[^TailCharacters..];
}
