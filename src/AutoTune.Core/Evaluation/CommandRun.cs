using System.Diagnostics;
using System.Text;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>One process of a user's program: a question on its standard input, an answer on its standard output, and all that it says in a log.</summary>
internal sealed class CommandRun : IDisposable
{
    private const int TailCharacters = 2000;

    private static readonly TimeSpan ExitBound = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _logFile;

    private CommandRun(Process process, string logFile) => (_process, _logFile) = (process, logFile);

    /// <param name="program">File name and arguments: a name with a slash is relative to the folder, another one is looked up on PATH.</param>
    /// <param name="folder">It runs there.</param>
    /// <param name="environment">Added to its environment.</param>
    /// <exception cref="StudyStoppedException">It cannot be started; the message begins with <paramref name="what"/>.</exception>
    public static CommandRun Start(IReadOnlyList<string> program, string folder, IReadOnlyDictionary<string, string> environment, string logFile, string what)
    {
        var start = new ProcessStartInfo(program[0].Contains('/') ? Path.GetFullPath(program[0], folder) : program[0])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in program.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return new(Process.Start(start)!, logFile);
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or IOException)
        {
            throw new StudyStoppedException($"{what} '{program[0]}' cannot be started: {problem.Message}", "Correct it in the study, or make the program executable.", problem);
        }
    }

    /// <returns>What it wrote on standard output, and the end of what it wrote on standard error.</returns>
    public async Task<(int ExitCode, string Output, string Errors)> ConverseAsync(string question, CancellationToken ct)
    {
        await using var log = new StreamWriter(_logFile, append: false, new UTF8Encoding(false)) { AutoFlush = true };
        var output = _process.StandardOutput.ReadToEndAsync(ct);
        var errors = ErrorsAsync(log, ct);
        await SendAsync(question, ct);
        await _process.WaitForExitAsync(ct);
        var tail = await errors;
        await log.WriteAsync((await output).AsMemory(), ct);
        return (_process.ExitCode, await output, tail);
    }

    /// <summary>Whatever it still does, it does no more.</summary>
    public async Task EndAsync()
    {
        if (_process.HasExited)
            return;
        _process.Kill(entireProcessTree: true);
        using var bound = new CancellationTokenSource(ExitBound);
        await _process.WaitForExitAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _process.Dispose();

    /// <summary>Line by line, so that the log of a program that hangs says how far it came.</summary>
    private async Task<string> ErrorsAsync(StreamWriter log, CancellationToken ct)
    {
        var tail = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync(ct) is { } line)
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
            await _process.StandardInput.WriteAsync(question.AsMemory(), ct);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that does not read its input is free to do so: its answer counts.
        }
    }
}
