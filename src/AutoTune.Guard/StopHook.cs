using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace AutoTune.Guard;

/// <summary>A user's command that stops what only it can reach.</summary>
internal static class StopHook
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(50);

    /// <param name="encoded">Input, program and arguments, each in base64.</param>
    /// <returns>Whether it ended well.</returns>
    public static async Task<bool> RunAsync(string encoded)
    {
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            var words = encoded.Split(' ').Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word))).ToArray();
            using var process = Process.Start(new ProcessStartInfo(words[1], words.Skip(2)) { UseShellExecute = false, RedirectStandardInput = true })!;
            await process.StandardInput.WriteAsync(words[0].AsMemory(), bound.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or IOException or FormatException or IndexOutOfRangeException or OperationCanceledException)
        {
            return false;
        }
    }
}
