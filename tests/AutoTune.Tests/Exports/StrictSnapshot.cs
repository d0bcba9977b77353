using System.Runtime.CompilerServices;
using Snapshooter.Xunit3;
using Xunit;

namespace AutoTune.Tests.Exports;

/// <summary>A snapshot that is missing is written where a person works, and fails where nobody would see it.</summary>
internal static class StrictSnapshot
{
    public static void Match(string text, string name, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "__snapshots__", $"{name}.snap");
        Assert.True(File.Exists(file) || Environment.GetEnvironmentVariable("CI") is null, $"The snapshot {name}.snap is missing.");
        Snapshot.Match(text, name);
    }
}
