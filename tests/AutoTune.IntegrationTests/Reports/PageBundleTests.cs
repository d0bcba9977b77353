using System.Diagnostics;
using AutoTune.Tests.Reports;
using Xunit;

namespace AutoTune.IntegrationTests.Reports;

public sealed class PageBundleTests
{
    [Fact]
    public async Task The_committed_page_is_what_its_sources_build()
    {
        var copy = Directory.CreateTempSubdirectory("autotune-page-");
        try
        {
            CopySources(Path.Combine(ReportsFolder.Path), copy.FullName);
            var page = Path.Combine(copy.FullName, "page");
            await NpmAsync(page, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            await NpmAsync(page, "run", "check");
            await NpmAsync(page, "run", "types");
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static void CopySources(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "page", "src"));
        foreach (var schema in new[] { "study-report.schema.json", "bench-report.schema.json" })
            File.Copy(Path.Combine(from, schema), Path.Combine(to, schema));
        foreach (var folder in new[] { "page", "page/src" })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(from, folder)))
            {
                File.Copy(file, Path.Combine(to, folder, Path.GetFileName(file)));
            }
        }
    }

    private static async Task NpmAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(RealParts.Program("npm"), arguments) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        using var npm = Process.Start(start)!;
        var output = npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(npm.ExitCode == 0, $"npm {string.Join(' ', arguments)}: {error}{await output}");
    }
}
