using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace AutoTune.Guard;

/// <summary>A user's command that stops what only it can reach.</summary>
internal static class StopHook
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(50);

    /// <param name="encoded">Input, folder, program and arguments, each in base64.</param>
    /// <returns>Whether it ended well.</returns>
    public static async Task<bool> RunAsync(string encoded)
    {
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            var words = encoded.Split(' ').Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word))).ToArray();
            using var process = Process.Start(new ProcessStartInfo(words[2], words.Skip(3))
            {
                UseShellExecute = false,
                WorkingDirectory = Directory.Exists(words[1]) ? words[1] : "/",
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            // Nobody is left to read what it says, and a pipe without a reader would end it.
            var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(bound.Token), process.StandardError.ReadToEndAsync(bound.Token));
            await process.StandardInput.WriteAsync(words[0].AsMemory(), bound.Token);
            process.StandardInput.Close();
            await said;
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or IOException or FormatException or IndexOutOfRangeException or OperationCanceledException)
        {
            return false;
        }
    }
}
