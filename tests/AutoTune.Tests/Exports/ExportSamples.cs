using System.Collections.Immutable;
using AutoTune.Exports;
using Xunit;

namespace AutoTune.Tests.Exports;

/// <summary>Documents to export, and the engines that are looked for.</summary>
internal static class ExportSamples
{
    public static EngineMatcher Engines { get; } = new(
    [
        new EngineIdentity("llama-cpp", ["llama-server", "--server"], ["ghcr.io/ggml-org/llama.cpp", "ghcr.io/ggerganov/llama.cpp"]),
        new EngineIdentity("vllm", ["vllm serve", "python -m vllm.entrypoints.openai.api_server"], ["vllm/vllm-openai"]),
        new EngineIdentity("sglang", ["python3 -m sglang.launch_server"], ["lmsysorg/sglang"]),
    ]);

    public static ExportDocument Document { get; } = new()
    {
        Study = "quickstart",
        Trial = 12,
        Engine = "llama-cpp",
        EngineVersion = "0.7.0 (build 11669)",
        Native = new LaunchCommand
        {
            Program = "/usr/bin/llama-server",
            Arguments = ["--model", "/var/models/chat q4.gguf", "--host", "127.0.0.1", "--port", "8080", "--parallel", "8", "--flash-attn", "on", "--no-webui"],
            Environment = LaunchCommand.EmptyEnvironment.Add("GGML_NOTE", "it's $5"),
        },
        Container = new LaunchCommand
        {
            Image = "ghcr.io/ggml-org/llama.cpp:server-b6000",
            Arguments = ["--model", "/models/chat q4.gguf", "--host", "0.0.0.0", "--port", "8080", "--parallel", "8", "--flash-attn", "on", "--no-webui"],
            Environment = LaunchCommand.EmptyEnvironment.Add("GGML_NOTE", "it's $5"),
            PassedEnvironment = ["HF_TOKEN"],
            Mounts = [new Mount("/var/models", "/models", ReadOnly: true)],
            Port = 8080,
        },
        Model = "/var/models/chat q4.gguf",
        Figures =
        [
            "Capacity 3.21 requests/s (95 % interval 3.02 to 3.41, 3 launches); rated capacity 3.05 requests/s",
            "SLO: TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests",
            "Measured on 2 cores of an Intel Xeon, 2026-03-01",
        ],
        Warnings = ["weights are Q4_0, which was listed as acceptable and is not the model's own precision"],
        StartUp = TimeSpan.FromSeconds(31),
        Cores = 2,
        MemoryBytes = 900L << 20,
    };

    public static ExportDocument OnGpus { get; } = Document with { Container = Document.Container! with { Gpus = 2 } };

    public static ExportDocument WithNeeds { get; } = Document with
    {
        WasInContainer = true,
        MemoryBytes = 8L << 30,
        Container = Document.Container! with
        {
            Program = "llama-server",
            Gpus = 2,
            Needs = new()
            {
                Memory = 8L << 30,
                Cores = "0-3,8",
                SharedMemory = 4L << 30,
                Ulimits = ImmutableSortedDictionary<string, long>.Empty.Add("memlock", -1).Add("nofile", 65536),
                Capabilities = ["SYS_NICE"],
            },
        },
    };

    public static ExportDocument OfReplicas { get; } = Document with { Native = Document.Native with { Replicas = 3, Gpus = 2 }, Container = Document.Container! with { Replicas = 3, Gpus = 2 } };

    public static BaselineReader Reader(params IEnumerable<(string Name, string Value)> environment) =>
        new(Engines, environment.ToImmutableDictionary(pair => pair.Name, pair => pair.Value));
}
