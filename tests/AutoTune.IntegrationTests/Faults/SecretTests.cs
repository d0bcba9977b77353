using System.Text;
using Xunit;

namespace AutoTune.IntegrationTests.Faults;

/// <summary>A hub token that an engine receives, and prints: nobody but the engine may have it.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class SecretTests
{
    private const string Canary = "hf_canary0123456789abcdef";

    [Fact]
    public async Task A_token_reaches_the_engine_and_is_found_nowhere_else()
    {
        using var study = await FaultStudy.WriteAsync("none", "{trials: 2, time: 20s}", "secrets: [HF_TOKEN]\nfix: {slots: 1}");
        study.Environment["HF_TOKEN"] = Canary;
        var said = new StringBuilder();
        using (var running = study.StartTune())
        {
            while (!running.HasExited)
            {
                Assert.DoesNotContain(study.Marked(), pid => CommandLineOf(pid).Contains(Canary, StringComparison.Ordinal));
                await Task.Delay(100);
            }
            var ended = await running.EndAsync();
            Assert.True(ended.HasFinished, ended.Output + ended.Errors);
            said.Append(ended.Output).Append(ended.Errors);
        }
        foreach (var command in new[] { "status faults --json", "report faults", "logs faults 0", "export faults --trial 0 --format shell" })
        {
            var run = await study.RunAsync([.. command.Split(' '), "--results", study.Results]);
            said.Append(run.Output).Append(run.Errors);
        }

        Assert.Contains("was handed the hub token ***", await File.ReadAllTextAsync(Path.Combine(study.Results, "faults", "logs", "trial-000-launch-1", "engine.log")), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, said.ToString(), StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", string.Concat(Directory.GetFiles(Path.Combine(study.Results, "faults", "export")).Select(File.ReadAllText)), StringComparison.Ordinal);
        var files = Directory.GetFiles(study.Folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 10);
        Assert.DoesNotContain(files, file => Encoding.Latin1.GetString(Read(file)).Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_is_not_set_is_told_with_its_place_before_anything_starts()
    {
        using var study = await FaultStudy.WriteAsync("none", "{trials: 2, time: 20s}", "secrets: [AUTOTUNE_TEST_NO_SUCH_TOKEN]\nfix: {slots: 1}");
        var run = await study.TuneAsync();
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("study.yaml:5:11: the engines are to receive AUTOTUNE_TEST_NO_SUCH_TOKEN, which is not set", run.Errors, StringComparison.Ordinal);
        Assert.Empty(await study.EndedAsync());
    }

    private static string CommandLineOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Stamps are compressed, but a token could only come there by way of something that is not.</summary>
    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
