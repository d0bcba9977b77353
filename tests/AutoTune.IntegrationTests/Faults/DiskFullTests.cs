using System.Diagnostics;
using Xunit;

namespace AutoTune.IntegrationTests.Faults;

[Collection(FaultStudy.OneAtATime)]
public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_stops_the_study_with_a_remedy_and_resume_loses_nothing()
    {
        using var study = await FaultStudy.WriteAsync("none, slow-start", "{time: 15s, trials: 2}");
        Directory.CreateDirectory(study.Results);
        if (!await MountAsync("-t", "tmpfs", "-o", "size=2m", "tmpfs", study.Results))
            Assert.Skip("mounting a small file system needs root");
        try
        {
            await FullThenResumedAsync(study);
        }
        finally
        {
            await RunAsync("umount", study.Results);
        }
    }

    private static async Task FullThenResumedAsync(FaultStudy study)
    {
        using var running = study.StartTune();
        await study.WaitAsync(events => events.OfType<Trials.StudyEvent.LaunchEnded>().Any());
        Fill(Path.Combine(study.Results, "fill"));

        var stopped = await running.EndAsync();
        Assert.True(stopped.ExitCode == 3, $"{stopped.ExitCode}: {stopped.Output}{stopped.Errors}");
        Assert.True(stopped.Errors.Contains("disk is full", StringComparison.OrdinalIgnoreCase), stopped.Errors);
        Assert.Contains("Free some space", stopped.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", stopped.Errors, StringComparison.Ordinal);
        Assert.InRange((await study.UntilNothingRunsAsync()).TotalSeconds, 0, 10);
        TestContext.Current.TestOutputHelper?.WriteLine(stopped.Errors);

        Assert.True(await MountAsync("-o", "remount,size=64m", study.Results));
        var before = await study.EndedAsync();
        Assert.NotEmpty(before);
        var resumed = await study.ResumeAsync();
        Assert.True(resumed.HasFinished, resumed.Output + resumed.Errors);
        Assert.Equal(before, (await study.EndedAsync()).Take(before.Count));
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full: that is what it is for.
        }
    }

    private static async Task<bool> MountAsync(params string[] arguments) => Environment.IsPrivilegedProcess && await RunAsync("mount", arguments);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
