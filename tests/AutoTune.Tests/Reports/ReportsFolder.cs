namespace AutoTune.Tests.Reports;

/// <summary>Where the sources of AutoTune.Reports are.</summary>
internal static class ReportsFolder
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "AutoTune.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("no AutoTune.sln above the tests"), "src", "AutoTune.Reports");
    }
}
