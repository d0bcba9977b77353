using System.Collections.Immutable;
using AutoTune.Engines;
using AutoTune.Exports;
using AutoTune.Preflight;
using AutoTune.Tests.Architecture;
using AutoTune.Tests.Engines;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Exports;

/// <summary>Launches as people publish them, rewritten by hand with their sources in the first lines: what is not understood is named, never dropped in silence.</summary>
public sealed class PublicBaselineTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "AutoTune.Tests", "Exports", "PublicBaselines");

    private static readonly IReadOnlyDictionary<string, EngineDefinition> Engines = new[] { "vllm", "sglang", "tensorrt-llm", "llama-cpp" }
        .ToDictionary(name => name, name => HubEngines.Load(name, "meta-llama/Llama-3.1-8B-Instruct", "h100-sxm"));

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => char.IsDigit(Path.GetFileName(file)[0])).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_word_is_a_setting_is_kept_or_is_named(string file)
    {
        var diagnostics = new Diagnostics();
        Baseline baseline;
        BaselineReading reading;
        try
        {
            baseline = new BaselineReader(new EngineMatcher([.. Engines.Values.Select(ServedBaseline.Identity)]), Caller).Read(Path.Combine(Folder, file), diagnostics);
            reading = new EngineCommandLine(Engines[baseline.Engine]).Read([.. baseline.Command.Arguments], baseline.Command.Environment, file: BaselineConfigFile.Read(Engines[baseline.Engine], baseline, Path.Combine(Folder, file)));
        }
        catch (InvalidInputException refused)
        {
            output.WriteLine($"refused: {refused.Message}");
            Assert.True(Refused.ContainsKey(file), refused.Message);
            Assert.Contains(Refused[file], refused.Message, StringComparison.Ordinal);
            return;
        }
        Assert.False(Refused.ContainsKey(file), "it is read now");
        Assert.Equal(file.Split('/')[0], baseline.Engine);
        var defaults = Engines[baseline.Engine].Branch.VendorDefault();
        var settings = reading.Config.Values.Where(value => !defaults.Values.TryGetValue(value.Key, out var usual) || usual != value.Value).Select(value => $"{value.Key}={value.Value}").ToArray();
        var said = string.Join('\n', reading.Warnings.Concat(reading.Errors).Concat(diagnostics.Items.Select(item => item.Message)));
        output.WriteLine($"{reading.Model}: {string.Join(' ', settings)}\nraw: {string.Join(' ', reading.Raw)} {string.Join(", ", reading.RawConfig.Select(entry => $"{entry.Key}: {entry.Value}"))}\n{said}");
        var known = new KnownFlags(Engines[baseline.Engine]);
        foreach (var word in baseline.Command.Arguments.Where(CommandLineWords.IsFlag).Select(word => word.Split('=')[0]))
            Assert.True(known.Find(word) is not null || reading.Raw.Any(raw => raw.Split('=')[0] == word) || said.Contains(word, StringComparison.Ordinal), $"{word} is dropped in silence");
    }

    /// <summary>What a person's shell has.</summary>
    private static readonly Dictionary<string, string> Caller = new() { ["HOME"] = "/home/user", ["USER"] = "user", ["HF_TOKEN"] = "hf_x", ["PWD"] = "/home/user" };

    /// <summary>What only a shell, a scheduler or another program could tell, and images of people's own; each with a part of its one error.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["llama-cpp/01-7b-cuda-docker-run.sh"] = "found: docker run local/llama.cpp:server-cuda in line 3",
        ["llama-cpp/02-7b-rocm-docker-run.sh"] = ":4:17: cannot be read back: a command substitution",
        ["llama-cpp/08-qwen2.5-coder-32b-draft.sh"] = "found: `/mnt/nvme/llama-server/llama-server-be0e35` in line 3",
        ["llama-cpp/09-llama-3.1-70b-split-row-swap.yaml"] = "that starts one of: ",
        ["sglang/10-kimi-k3-statefulset.yaml"] = ":20:17: cannot be read back: a command substitution",
        ["sglang/11-deepseek-r1-decode-lws.yaml"] = "that starts one of: ",
        ["sglang/12-deepseek-v3.2-bash-array.sh"] = ":6:13: cannot be read back: a command substitution",
        ["tensorrt-llm/01-deepseek-r1-fp8-mtp-heredoc.sh"] = ":5:5: cannot be read back: a here-document",
        ["tensorrt-llm/03-llama-3.3-70b-fp8-heredoc.sh"] = ":5:5: cannot be read back: a here-document",
        ["tensorrt-llm/06-llama-3.1-8b-fp4-docker-run.sh"] = ":14:41: cannot be read back: a here-document",
        ["tensorrt-llm/07-qwen3-235b-fp4-mpirun.sh"] = "found: `docker` in line 5, `docker` in line 14",
        ["tensorrt-llm/08-two-nodes-slurm.sh"] = "`$CONTAINER_IMAGE` has no value in this file",
        ["vllm/03-llama-3.3-70b-arch-switch.sh"] = ":3:20: cannot be read back: a command substitution",
        ["vllm/11-qwen2.5-3b-gptq-compose.yaml"] = "found: service `vllm` in line 4",
        ["vllm/12-llama-3.1-405b-lws.yaml"] = "that starts one of: ",
        ["vllm/13-qwen3-32b-eagle3-kserve.yaml"] = "that starts one of: ",
        ["vllm/14-llama-4-maverick-fp8-gke.yaml"] = "found: container `inference-server` in line 15",
    };
}
