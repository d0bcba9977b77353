using System.ComponentModel;
using System.Diagnostics;

namespace AutoTune.Provisioning;

/// <summary>Runs a program to its end.</summary>
internal static class ToolProcess
{
    private const int TailLines = 15;

    /// <summary>How long the output of a program that is dead, or was killed, may still arrive.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    /// <returns>All lines of standard output and standard error.</returns>
    /// <exception cref="ToolFailedException">It cannot be started, exits with another code than 0, or runs longer than <paramref name="timeout"/>.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken ct)
    {
        var lines = new List<string>();
        using var process = Start(program, arguments, lines);
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process);
            ct.ThrowIfCancellationRequested();
            throw new ToolFailedException($"{program} did not end within {timeout.TotalSeconds} s.{Tail(lines)}");
        }
        if (process.ExitCode != 0)
            throw new ToolFailedException($"{program} ended with exit code {process.ExitCode}.{Tail(lines)}");
        return lines;
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, List<string> lines)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(lines, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new ToolFailedException($"{program} cannot be started: {e.Message}.", e);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Keep(List<string> lines, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (lines)
            lines.Add(line);
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        using var drain = new CancellationTokenSource(Drain, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(drain.Token);
        }
        catch (OperationCanceledException)
        {
            // A grandchild holds the pipe; the program itself is dead.
        }
    }

    private static string Tail(List<string> lines)
    {
        lock (lines)
            return lines.Count == 0 ? "" : " Its last lines:\n  " + string.Join("\n  ", lines.TakeLast(TailLines));
    }
}
