using System.ComponentModel;
using System.Diagnostics;

namespace AutoTune.Launching;

/// <summary>One run of a user's command: JSON on its standard input. Nothing passes through a shell.</summary>
internal sealed class HookProcess : IDisposable
{
    private const int TailCharacters = 1000;

    private readonly Process _process;

    private HookProcess(Process process) => _process = process;

    /// <param name="mark">Lets the guard find it.</param>
    /// <exception cref="LaunchException">It cannot be started.</exception>
    public static HookProcess Start(string what, IReadOnlyList<string> command, string input, (string Name, string Value) mark)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[mark.Name] = mark.Value;
        try
        {
            var process = Process.Start(start)!;
            Send(process, input);
            return new(process);
        }
        catch (Win32Exception problem)
        {
            throw new LaunchException($"The hook '{what}' ({command[0]}) cannot be started: {problem.Message}.", problem);
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="secrets">Not to be told where it fails.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="LaunchException">It failed, or took too long; with the end of its standard error.</exception>
    public static async Task<string> RunAsync(string what, IReadOnlyList<string> command, string input, (string Name, string Value) mark, IReadOnlyList<string> secrets, TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(_ => bound.Cancel(), null, timeout, Timeout.InfiniteTimeSpan);
        using var hook = Start(what, command, input, mark);
        try
        {
            var errors = hook._process.StandardError.ReadToEndAsync(bound.Token);
            var output = await hook._process.StandardOutput.ReadToEndAsync(bound.Token);
            await hook._process.WaitForExitAsync(bound.Token);
            return hook._process.ExitCode == 0
                ? output
                : throw new LaunchException($"The hook '{what}' ended with exit code {hook._process.ExitCode}: {Tail(SecretVariables.Blot(await errors, secrets))}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LaunchException($"The hook '{what}' did not end within {timeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>Standard output and error, as they come, until it ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> FollowAsync(UnitOutput output, CancellationToken ct)
    {
        var gate = new Lock();
        await Task.WhenAll(CopyAsync(_process.StandardOutput.BaseStream), CopyAsync(_process.StandardError.BaseStream));
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;

        async Task CopyAsync(Stream from)
        {
            var bytes = new byte[16 * 1024];
            while (await from.ReadAsync(bytes, ct) is > 0 and var read)
                lock (gate)
                    output.Accept(bytes.AsSpan(0, read));
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Send(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A command that does not read its input is free to do so.
        }
    }

    public static string Tail(string text) => (text.Length <= TailCharacters ? text : text[^TailCharacters..]).Trim() is { Length: > 0 } tail ? tail : "it said nothing on its standard error";
}
