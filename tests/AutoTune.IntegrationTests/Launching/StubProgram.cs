using AutoTune.IntegrationTests.Containers;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Shell scripts in place of programs that a test machine lacks.</summary>
internal static class StubProgram
{
    /// <summary><c>nvidia-smi</c> of so many idle H100.</summary>
    public static Task WriteCardsAsync(string folder, int cards)
    {
        var indices = string.Join(' ', Enumerable.Range(0, cards));
        return WriteAsync(Path.Combine(folder, "nvidia-smi"), $"""
            case "$1" in
              --query-gpu=index,uuid*) for card in {indices}; do echo "$card, GPU-$card, 81559, 550.54, Disabled, NVIDIA H100 80GB HBM3"; done ;;
              --query-gpu=uuid,memory.used*) for card in {indices}; do echo "GPU-$card, 4"; done ;;
              --query-compute-apps*) ;;
              *) exit 6 ;;
            esac
            """);
    }

    /// <summary>Stands in for an engine's program by its fake.</summary>
    /// <param name="fake">The engine, and the program that its command lines begin with.</param>
    public static Task WriteFakeAsync(string folder, (string Engine, string Program) fake) =>
        WriteAsync(Path.Combine(folder, fake.Program), $"exec {Path.Combine(EngineImages.OutputOf("AutoTune.MockEngine"), "autotune-mock-engine")} fake {fake.Engine} \"$@\"");

    public static async Task WriteAsync(string path, string script)
    {
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
