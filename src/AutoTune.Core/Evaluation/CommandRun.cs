using System.Diagnostics;
using System.Text;

namespace AutoTune.Evaluation;

/// <summary>One process of a user's program: a question on its standard input, an answer on its standard output, and all that it says in a log.</summary>
internal sealed class CommandRun(Process process, string logFile) : IDisposable
{
    private const int TailCharacters = 2000;

    private static readonly TimeSpan ExitBound = TimeSpan.FromSeconds(5);

    /// <returns>What it wrote on standard output, and the end of what it wrote on standard error.</returns>
    public async Task<(int ExitCode, string Output, string Errors)> ConverseAsync(string question, CancellationToken ct)
    {
        await using var log = new StreamWriter(logFile, append: false, new UTF8Encoding(false)) { AutoFlush = true };
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = ErrorsAsync(log, ct);
        await SendAsync(question, ct);
        await process.WaitForExitAsync(ct);
        var tail = await errors;
        await log.WriteAsync((await output).AsMemory(), ct);
        return (process.ExitCode, await output, tail);
    }

    /// <summary>Whatever it still does, it does no more.</summary>
    public async Task EndAsync()
    {
        if (process.HasExited)
            return;
        process.Kill(entireProcessTree: true);
        using var bound = new CancellationTokenSource(ExitBound);
        await process.WaitForExitAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => process.Dispose();

    /// <summary>Line by line, so that the log of a program that hangs says how far it came.</summary>
    private async Task<string> ErrorsAsync(StreamWriter log, CancellationToken ct)
    {
        var tail = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(ct) is { } line)
        {
            await log.WriteLineAsync(line.AsMemory(), ct);
            tail.AppendLine(line);
            if (tail.Length > 2 * TailCharacters)
                tail.Remove(0, tail.Length - TailCharacters);
        }
        return tail.Length <= TailCharacters ? tail.ToString() : tail.ToString(tail.Length - TailCharacters, TailCharacters);
    }

    private async Task SendAsync(string question, CancellationToken ct)
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
}
