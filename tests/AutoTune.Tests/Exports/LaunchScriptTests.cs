using AutoTune.Exports;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Exports;

/// <summary>Launch scripts as people write them.</summary>
public sealed class LaunchScriptTests
{
    public static TheoryData<string, string, string, string> Scripts => new()
    {
        { "one line", "llama-server -m model.gguf -c 4096 --port 8080", "llama-cpp", "-m|model.gguf|-c|4096|--port|8080" },
        { "continued lines and comments", "#!/bin/bash\n# our chat server\nset -euo pipefail\n\n./build/bin/llama-server \\\n  -m models/7b-q4.gguf \\\n  --host 0.0.0.0 \\\n  -np 4 -cb  # batching\n", "llama-cpp", "-m|models/7b-q4.gguf|--host|0.0.0.0|-np|4|-cb" },
        { "variables with defaults", "MODEL=/srv/m.gguf\nPORT=${PORT:-9000}\nTHREADS=\"${THREADS:-$CORES}\"\nexec llama-server --model \"$MODEL\" --port $PORT -t \"${THREADS}\"", "llama-cpp", "--model|/srv/m.gguf|--port|9000|-t|6" },
        { "a word list in a variable", "OPTS=\"-fa on  --mlock\"\nllama-server $OPTS --alias \"my model\" '--x=$y'", "llama-cpp", "-fa|on|--mlock|--alias|my model|--x=$y" },
        { "an array of bash", "#!/usr/bin/env bash\nargs=(\n  --model m.gguf   # the model\n  --alias \"a b\"\n)\nargs+=(--metrics)\nexec llama-server \"${args[@]}\" \"$@\"", "llama-cpp", "--model|m.gguf|--alias|a b|--metrics" },
        { "a folder first", "cd /opt/llama.cpp && nohup ./llama-server -m m.gguf > server.log 2>&1 &", "llama-cpp", "-m|m.gguf" },
        { "pinned to a node", "numactl --cpunodebind=0 --membind 0 llama-server -m m.gguf", "llama-cpp", "-m|m.gguf" },
        { "docker in a script", "docker run -d --name chat --gpus all -p 8000:8080 -v /models:/models:ro \\\n  ghcr.io/ggml-org/llama.cpp:server-cuda -m /models/a.gguf -ngl 99", "llama-cpp", "-m|/models/a.gguf|-ngl|99" },
        { "docker, short options together", "sudo docker run -it --rm -p8000:8000 --ipc=host -eVLLM_LOGGING_LEVEL=DEBUG vllm/vllm-openai:v0.9.1 --model org/name --max-num-seqs 64", "vllm", "--model|org/name|--max-num-seqs|64" },
        { "podman with its own entry point", "podman run --rm --entrypoint /app/llama-server ghcr.io/ggml-org/llama.cpp:full -m /m.gguf", "llama-cpp", "-m|/m.gguf" },
        { "the image of all tools", "docker run ghcr.io/ggml-org/llama.cpp:full --server -m /m.gguf", "llama-cpp", "-m|/m.gguf" },
        { "vllm serve", "export CUDA_VISIBLE_DEVICES=0,1\nvllm serve meta-llama/Llama-3.1-8B-Instruct --tensor-parallel-size 2", "vllm", "meta-llama/Llama-3.1-8B-Instruct|--tensor-parallel-size|2" },
        { "a python module", "OMP_NUM_THREADS=8 /opt/venv/bin/python3.11 -m sglang.launch_server --model-path org/name --mem-fraction-static 0.85", "sglang", "--model-path|org/name|--mem-fraction-static|0.85" },
        { "inside sh -c", "bash -c 'llama-server -m \"a b.gguf\" -c 100'", "llama-cpp", "-m|a b.gguf|-c|100" },
        { "beside its libraries", "exec /x/ld-linux-x86-64.so.2 --argv0 llama-server --library-path /x/lib /x/bin/llama-server --model m.gguf", "llama-cpp", "--model|m.gguf" },
        { "home", "llama-server -m ~/models/m.gguf --lora $HOME/l.gguf", "llama-cpp", "-m|/home/ann/models/m.gguf|--lora|/home/ann/l.gguf" },
        { "where the script is", "cd \"$(dirname \"$0\")\"\n./llama-server -m m.gguf\r\n", "llama-cpp", "-m|m.gguf" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_that_a_person_wrote_is_read_back(string what, string script, string engine, string arguments)
    {
        var baseline = Read(script, out _);
        Assert.Equal((what, engine), (what, baseline.Engine));
        Assert.Equal(arguments.Split('|'), baseline.Command.Arguments);
        Assert.Equal(baseline.Command.Arguments.Length, baseline.ArgumentPositions.Length);
    }

    [Fact]
    public void An_argument_is_found_where_it_stands()
    {
        var baseline = Read("# first\nllama-server -m a.gguf \\\n    --ctx-size 'x y'", out _);
        Assert.Equal(new SourcePosition("serve.sh", 3, 5), baseline.ArgumentPositions[2]);
        Assert.Equal(new SourcePosition("serve.sh", 3, 16), baseline.ArgumentPositions[3]);
    }

    [Fact]
    public void Environment_folder_port_mounts_and_gpus_are_read()
    {
        var script = Read("export A=1 B=\"two words\"\nNOT_EXPORTED=x\nC=3 D= llama-server -m m.gguf", out _);
        Assert.Equal("A=1,B=two words,C=3,D=", string.Join(',', script.Command.Environment.Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal("/opt/llama.cpp", Read("cd /opt/llama.cpp && ./llama-server", out _).Command.WorkingDirectory);

        var docker = Read("docker run --gpus '\"device=0,2\"' -e K=v -p 127.0.0.1:9000:8080 -v /a:/b --mount type=bind,source=/c,target=/d,readonly vllm/vllm-openai --model x", out _).Command;
        Assert.Equal((2, 9000, "v"), (docker.Gpus, docker.Port, docker.Environment["K"]));
        Assert.Equal([new Mount("/a", "/b", false), new Mount("/c", "/d", true)], docker.Mounts);
        Assert.Null(Read("docker run --gpus=all vllm/vllm-openai", out _).Command.Gpus);
    }

    [Fact]
    public void Everything_that_a_trial_would_not_have_is_named()
    {
        Read("mkdir -p logs\nsource venv/bin/activate\nnumactl -N 0 llama-server -m m.gguf > log &", out var warnings);
        Assert.Equal(
            [
                "serve.sh:3:37: The redirection is left out: logs go to the study's folder.",
                "serve.sh:3:43: `&` is left out: a launcher watches over the engine.",
                "serve.sh:3:14: `numactl -N 0` in front of the engine is left out: a trial does not have it.",
                "serve.sh:1:1: `mkdir` is left out: it does not start an engine.",
                "serve.sh:2:1: `source` is left out: it does not start an engine.",
            ],
            warnings);
        Read("docker run --cpus 4 vllm/vllm-openai", out var docker);
        Assert.Contains(docker, warning => warning.Contains("`--cpus 4` is left out"));
    }

    [Fact]
    public void The_value_of_a_secret_is_not_kept()
    {
        var baseline = Read("export HF_TOKEN=hf_abc\nllama-server --api-key sk-1 -m m.gguf --hf-token=hf_2 --metrics", out var warnings);
        Assert.Equal(["-m", "m.gguf", "--metrics"], baseline.Command.Arguments);
        Assert.Empty(baseline.Command.Environment);
        Assert.Equal(["HF_TOKEN"], baseline.Command.PassedEnvironment);
        Assert.Equal(3, warnings.Count);
        Assert.DoesNotContain(warnings, warning => warning.Contains("hf_") || warning.Contains("sk-1"));
    }

    [Theory]
    [InlineData("llama-server -t $(nproc)", "serve.sh:1:17: cannot be read back: a command substitution `$(…)` needs a shell")]
    [InlineData("echo\nllama-server | tee log", "serve.sh:2:14: cannot be read back: a pipe or `||` needs a shell")]
    [InlineData("for i in 1 2; do llama-server; done", "serve.sh:1:1: cannot be read back: `for` needs a shell")]
    [InlineData("if true; then llama-server; fi", "serve.sh:1:1: cannot be read back: `if` needs a shell")]
    [InlineData("llama-server -m `cat model`", "cannot be read back: a command substitution needs a shell")]
    [InlineData("llama-server -m \"$MODEL\"", "serve.sh:1:18: cannot be read back: `$MODEL` has no value in this file")]
    [InlineData("llama-server -m 'open", "serve.sh:1:17: cannot be read back: the `'` that closes this is missing")]
    [InlineData("(llama-server)", "a parenthesis needs a shell")]
    [InlineData("cat <<E\nllama-server\nE", "a here-document needs a shell")]
    [InlineData("llama-server &\nllama-server -m b &", "it starts 2 engines (`llama-server` in line 1, `llama-server` in line 2)")]
    [InlineData("java -jar x.jar", "looked for a Kubernetes manifest")]
    [InlineData("java -jar x.jar", "found: `java` in line 1")]
    [InlineData("", "that starts one of: llama-server")]
    [InlineData("docker run --frobnicate 3 vllm/vllm-openai", "`--frobnicate` is no option of docker run that AutoTune knows")]
    [InlineData("docker run -it", "`docker run` names no image")]
    public void What_cannot_be_read_back_is_one_clear_error(string script, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(script, out _));
        Assert.Contains(message, error.Message);
        Assert.Single(error.Diagnostics);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_text_cannot_be_read_back()
    {
        var missing = Assert.Throws<InvalidInputException>(() => ExportSamples.Reader().Read("/nowhere/serve.sh", new Diagnostics()));
        Assert.StartsWith("/nowhere/serve.sh:1:1: cannot be read back: ", missing.Message);
        var binary = Path.GetTempFileName();
        File.WriteAllBytes(binary, [0x7f, 0x45, 0xff, 0xfe, 0]);
        Assert.Contains("it is no UTF-8 text", Assert.Throws<InvalidInputException>(() => ExportSamples.Reader().Read(binary, new Diagnostics())).Message);
        File.Delete(binary);
    }

    private static Baseline Read(string script, out IReadOnlyList<string> warnings)
    {
        var diagnostics = new Diagnostics();
        var baseline = ExportSamples.Reader(("HOME", "/home/ann"), ("CORES", "6")).Read(script, "serve.sh", diagnostics);
        warnings = [.. diagnostics.Items.Select(item => item.ToString())];
        return baseline;
    }
}
