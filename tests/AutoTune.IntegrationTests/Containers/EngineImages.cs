using System.Diagnostics;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Images of real engines, made by the scripts of <c>tests/images</c> from what this machine has.</summary>
internal static class EngineImages
{
    public const string LlamaCpp = "autotune-test/llama-cpp:1";
    public const string SharpEngine = "autotune-test/sharp-engine:1";

    /// <summary>Engines that need a GPU, with the program that their command lines begin with.</summary>
    public static IReadOnlyList<(string Engine, string Program)> Fakes { get; } = [("vllm", "vllm"), ("sglang", "python3"), ("tensorrt-llm", "trtllm-serve")];

    public static Task MakeLlamaCppAsync(ContainerEngineFixture engine, RealParts parts)
    {
        _ = (engine.Host, parts.Engine);
        return RunAsync(engine, "llama-cpp.sh", LlamaCpp);
    }

    /// <summary>Builds on the one of llama.cpp.</summary>
    public static Task MakeSharpEngineAsync(ContainerEngineFixture engine) => RunAsync(engine, "sharp-engine.sh", SharpEngine, LlamaCpp, OutputOf("AutoTune.SharpEngine"));

    /// <summary>The same.</summary>
    /// <param name="sizes">The model of the catalogue whose sizes every model has.</param>
    public static Task MakeFakeAsync(ContainerEngineFixture engine, (string Engine, string Program) fake, string sizes) =>
        RunAsync(engine, "fake-engine.sh", $"autotune-test/fake-{fake.Engine}:1", LlamaCpp, OutputOf("AutoTune.MockEngine"), fake.Engine, fake.Program, sizes);

    /// <returns>Folder of a project's built program.</returns>
    public static string OutputOf(string project) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, new DirectoryInfo(AppContext.BaseDirectory).Name));

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
