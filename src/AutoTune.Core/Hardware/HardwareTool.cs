using System.ComponentModel;
using System.Diagnostics;

namespace AutoTune.Hardware;

/// <summary>A maker's own program that tells of its cards.</summary>
internal static class HardwareTool
{
    /// <summary>A driver that is stuck makes its tool wait for ever.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <returns>Standard output; null where there is no such tool, where it does not end in time, and where it does not know what it is asked.</returns>
    public static async Task<string?> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Bound);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            await using var end = bound.Token.Register(() => process.Kill());
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await errors;
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0 ? output : null;
        }
        catch (Exception missing) when (missing is Win32Exception || (missing is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
