using System.Diagnostics;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Images of real engines, made by the scripts of <c>tests/images</c> from what this machine has.</summary>
internal static class EngineImages
{
    public const string LlamaCpp = "autotune-test/llama-cpp:1";
    public const string SharpEngine = "autotune-test/sharp-engine:1";

    public static Task MakeLlamaCppAsync(ContainerEngineFixture engine, RealParts parts)
    {
        _ = (engine.Host, parts.Engine);
        return RunAsync(engine, "llama-cpp.sh", LlamaCpp);
    }

    /// <summary>Builds on the one of llama.cpp.</summary>
    public static Task MakeSharpEngineAsync(ContainerEngineFixture engine) => RunAsync(engine, "sharp-engine.sh", SharpEngine, LlamaCpp,
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "AutoTune.SharpEngine", new DirectoryInfo(AppContext.BaseDirectory).Name)));

    private static async Task RunAsync(ContainerEngineFixture engine, string script, params string[] arguments)
    {
        using var make = Process.Start(new ProcessStartInfo("sh", [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
        {
            UseShellExecute = false,
            Environment = { ["DOCKER_HOST"] = $"unix://{engine.Socket}" },
        })!;
        await make.WaitForExitAsync();
        Assert.Equal(0, make.ExitCode);
    }
}
