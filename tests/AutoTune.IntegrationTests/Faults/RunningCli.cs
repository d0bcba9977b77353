using System.Diagnostics;
using AutoTune.Launching;

namespace AutoTune.IntegrationTests.Faults;

internal sealed record CliResult(int ExitCode, string Output, string Errors)
{
    /// <summary>A study came to its end: with a winner or, as may be on a busy machine, without one that meets its limits or that could be measured at all.</summary>
    public bool HasFinished => ExitCode is 0 or 4 or 5;
}

/// <summary>The command line as a process.</summary>
internal sealed class RunningCli(Process process) : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> _errors = process.StandardError.ReadToEndAsync();

    public bool HasExited => process.HasExited;

    public void Interrupt() => LinuxProcesses.Kill(process.Id, 2);

    public void Kill() => process.Kill();

    public async Task<CliResult> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Bound);
        return new(process.ExitCode, await _output.WaitAsync(Bound), await _errors.WaitAsync(Bound));
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
