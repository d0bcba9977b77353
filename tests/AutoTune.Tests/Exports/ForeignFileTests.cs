using AutoTune.Exports;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Exports;

/// <summary>Compose files, manifests and presets as people write them.</summary>
public sealed class ForeignFileTests
{
    public static TheoryData<string, string, string> ComposeFiles => new()
    {
        { "services:\n  llm:\n    image: ghcr.io/ggml-org/llama.cpp:server\n    command: -m /models/a.gguf --alias \"my model\" -c 4096\n    ports: ['8080:8080']\n    volumes: ['./models:/models']\n", "llama-cpp", "-m|/models/a.gguf|--alias|my model|-c|4096" },
        { "version: '3.8'\nservices:\n  db: {image: 'postgres:16', command: [postgres, -c, fsync=off]}\n  web: {build: .}\n  vllm:\n    image: vllm/vllm-openai:${TAG:-latest}\n    runtime: nvidia\n    environment: [HF_TOKEN, VLLM_USE_V1=1]\n    command: [--model, 'org/name', --max-num-seqs, \"128\"]\n", "vllm", "--model|org/name|--max-num-seqs|128" },
        { "x-common: &common\n  image: registry.local:5000/lmsysorg/sglang:v0.5\n  ipc: host\nservices:\n  sglang:\n    <<: *common\n    entrypoint: python3 -m sglang.launch_server\n    command: >\n      --model-path /m\n      --price $$5\n", "sglang", "--model-path|/m|--price|$5" },
        { "services:\n  own:\n    image: our/build:1\n    command: [sh, -c, 'exec llama-server -m $$MODEL --port 8080']\n    environment: {MODEL: /models/a.gguf, NOTHING: }\n", "llama-cpp", "-m|/models/a.gguf|--port|8080" },
    };

    public static TheoryData<string, string, string> Manifests => new()
    {
        { "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: llm\n    image: ghcr.io/ggml-org/llama.cpp:server\n    args: [\"-m\", /models/a.gguf, \"--parallel\", \"4\"]\n", "llama-cpp", "-m|/models/a.gguf|--parallel|4" },
        { "# two documents\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n---\napiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - {name: proxy, image: 'nginx:1.27'}\n      - name: vllm\n        image: vllm/vllm-openai:v0.9\n        command: [\"/bin/sh\", \"-c\"]\n        args:\n        - >-\n          vllm serve org/name --max-num-seqs 32\n          --served-model-name \"my model\"\n        resources: {limits: {nvidia.com/gpu: \"4\"}}\n", "vllm", "org/name|--max-num-seqs|32|--served-model-name|my model" },
        { "apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  template:\n    spec:\n      containers:\n      - name: sgl\n        image: lmsysorg/sglang:latest\n        command: [python3, -m, sglang.launch_server]\n        args: [--model-path, $(MODEL), --x, $$(MODEL), $(UNKNOWN)]\n        env:\n        - {name: ROOT, value: /m}\n        - {name: MODEL, value: $(ROOT)/a}\n        - name: HF_TOKEN\n          valueFrom: {secretKeyRef: {name: hub, key: token}}\n", "sglang", "--model-path|/m/a|--x|$(MODEL)|$(UNKNOWN)" },
        { "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"apiVersion\": \"batch/v1\", \"kind\": \"Job\", \"spec\": {\"template\": {\"spec\": {\"containers\": [{\"name\": \"x\", \"image\": \"own\", \"command\": [\"llama-server\", \"-m\", \"a b.gguf\"]}]}}}}]}", "llama-cpp", "-m|a b.gguf" },
    };

    [Theory]
    [MemberData(nameof(ComposeFiles))]
    public void A_compose_file_that_a_person_wrote_is_read_back(string text, string engine, string arguments) => AssertRead(text, "Compose file", engine, arguments);

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_manifest_that_a_person_wrote_is_read_back(string text, string engine, string arguments) => AssertRead(text, "Kubernetes manifest", engine, arguments);

    [Fact]
    public void A_preset_file_is_read_back_with_what_holds_for_all_sections() => AssertRead(
        "version = 1\n; ours\n[*]\nflash-attn = on\nc = 1\n\n[chat]\n# a note\nmodel = /m/a b.gguf ; the model\nc = 8192\nmetrics = true\nload-on-startup = true\n",
        "llama-server preset", "llama-cpp", "--flash-attn|on|--model|/m/a b.gguf|--c|8192|--metrics", "models.ini");

    [Fact]
    public void Environment_ports_mounts_gpus_and_secrets_of_containers_are_read()
    {
        var compose = Read("services:\n  a:\n    image: vllm/vllm-openai\n    environment: {A: 1, HF_TOKEN: abc, E: ''}\n    ports: [{target: 8000, published: 9000}]\n    volumes: [{type: bind, source: /a, target: /b, read_only: true}]\n    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 2, capabilities: [gpu]}]}}}\n").Command;
        Assert.Equal("A=1,E=", string.Join(',', compose.Environment.Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal(["HF_TOKEN"], compose.PassedEnvironment);
        Assert.Equal((9000, 2, new Mount("/a", "/b", true)), (compose.Port, compose.Gpus, compose.Mounts[0]));
        Assert.Equal(4, Read(Manifests.ElementAt(1).Data.Item1).Command.Gpus);
        Assert.Equal(["HF_TOKEN"], Read(Manifests.ElementAt(2).Data.Item1).Command.PassedEnvironment);
    }

    [Theory]
    [InlineData("services:\n  a: {image: nginx}\n  b: {image: 'postgres:16'}\n", "found: service `a` in line 2, service `b` in line 3")]
    [InlineData("services:\n  a: {image: vllm/vllm-openai}\n  b: {image: lmsysorg/sglang}\n", "it starts 2 engines (service `a` in line 2, service `b` in line 3)")]
    [InlineData("services:\n  a:\n    image: vllm/vllm-openai\n    command: --model ${MODEL}\n", "baseline.yaml:4:14: cannot be read back: `$MODEL` has no value in this file")]
    [InlineData("services:\n  a:\n   - b\n  c: [\n", "cannot be read back: ")]
    [InlineData("replicas: 3\nimage: {repository: vllm}\n", "looked for a Kubernetes manifest (YAML with `apiVersion` and `kind`); a Compose file (YAML with `services`)")]
    [InlineData("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: vllm/vllm-openai\n    args: [--a, {b: c}]\n", "baseline.yaml:6:17: cannot be read back: a text is expected here")]
    public void What_cannot_be_read_back_is_one_clear_error(string text, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(text));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_file_that_is_nested_to_hurt_is_refused()
    {
        var deep = "services: " + new string('[', 20_000);
        Assert.Contains("nested deeper", Assert.Throws<InvalidInputException>(() => Read(deep)).Message);
        var laughs = "a: &a [x]\n" + string.Concat(Enumerable.Range(0, 1100).Select(i => $"k{i}: *a\n"));
        Assert.Contains("nested deeper", Assert.Throws<InvalidInputException>(() => Read(laughs)).Message);
    }

    [Theory]
    [InlineData("services:\n  llm:\n    image: vllm/vllm-openai\n    command: [org/name]\n    deploy: {replicas: 4}\n", 4)]
    [InlineData("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], scale: 2}\n", 2)]
    [InlineData("services:\n  a: {image: vllm/vllm-openai, command: [org/name, --port, '8001'], environment: {CUDA_VISIBLE_DEVICES: '0'}}\n  b: {image: vllm/vllm-openai, command: [org/name, --port, '8002'], environment: {CUDA_VISIBLE_DEVICES: '1'}}\n", 2)]
    [InlineData("#!/bin/sh\nCUDA_VISIBLE_DEVICES=0 vllm serve org/name --port 8001 &\nCUDA_VISIBLE_DEVICES=1 vllm serve org/name --port 8002 &\nwait\n", 2)]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - {name: llm, image: vllm/vllm-openai, args: [org/name]}\n", 3)]
    public void Equal_servers_are_one_engine_that_runs_several_times(string text, int replicas) => Assert.Equal(replicas, ExportSamples.Reader().Read(text, text.StartsWith('#') ? "serve.sh" : "baseline.yaml", new Diagnostics()).Command.Replicas);

    [Theory]
    [InlineData("services:\n  llm:\n    image: vllm/vllm-openai\n    command: [org/name]\n    deploy: {replicas: two}\n", "baseline.yaml:5:24: the baseline's `deploy.replicas` must be a whole number of servers, not `two`")]
    [InlineData("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], scale: 2.5}\n", "baseline.yaml:2:62: the baseline's `scale` must be a whole number of servers, not `2.5`")]
    [InlineData("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], scale: 0}\n", "baseline.yaml:2:62: the baseline's `scale` is 0: nothing of it runs today; say how many servers do")]
    [InlineData("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], scale: 2, deploy: {replicas: 3}}\n", "baseline.yaml:2:62: the baseline's `scale` says 2 servers and its `deploy.replicas` 3: Compose starts neither; leave one out")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: {a: b}\n  template:\n    spec:\n      containers:\n      - {name: llm, image: vllm/vllm-openai, args: [org/name]}\n", "baseline.yaml:4:13: the baseline's `replicas` must be a whole number of servers, not ``")]
    public void A_count_of_servers_that_is_none_is_one_error(string text, string message) => Assert.Equal(message, Assert.Single(Notes(text), note => note.Severity == Severity.Error).ToString());

    [Theory]
    [InlineData("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], deploy: {resources: {limits: {cpus: '4', memory: 8g}}}}\n", "Service `llm`: `deploy.resources.limits.cpus` is left out")]
    [InlineData("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], environment: {CUDA_VISIBLE_DEVICES: '1'}}\n", "`CUDA_VISIBLE_DEVICES=1` is left out: a trial has the GPUs that it leases")]
    [InlineData("#!/bin/sh\ntaskset -c 0 vllm serve org/name --port 8001 &\ntaskset -c 1 vllm serve org/name --port 8002 &\nwait\n", "`taskset -c 0` and `taskset -c 1` in front of the engine is left out")]
    [InlineData("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - {name: llm, image: vllm/vllm-openai, args: [org/name], resources: {limits: {cpu: 4}}}\n", "Container `llm`: `resources.limits.cpu` is left out")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: llm}\nspec:\n  template:\n    spec:\n      containers:\n      - {name: llm, image: vllm/vllm-openai, args: [org/name]}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: scaler}\nspec: {scaleTargetRef: {kind: Deployment, name: llm}, minReplicas: 2, maxReplicas: 5}\n", "The autoscaler is left out: it runs 2 to 5 pods of the baseline, and a trial has a fixed number of servers (2).")]
    public void What_a_trial_does_not_have_is_named(string text, string warning) => Assert.Contains(Notes(text), note => note.Message.Contains(warning, StringComparison.Ordinal));

    [Fact]
    public void A_service_beside_the_engine_is_nobodys_concern() =>
        Assert.Empty(Notes("services:\n  cache: {image: redis, scale: none, mem_limit: 1g}\n  llm: {image: vllm/vllm-openai, command: [org/name]}\n"));

    [Fact]
    public void A_variable_may_say_how_many_servers_there_are() =>
        Assert.Equal(2, Read("services:\n  llm: {image: vllm/vllm-openai, command: [org/name], scale: '${SERVERS:-2}'}\n").Command.Replicas);

    [Fact]
    public void Servers_that_differ_are_not_one() =>
        Assert.Contains("it starts 2 engines", Assert.Throws<InvalidInputException>(() => Read("services:\n  a: {image: vllm/vllm-openai, command: [org/one]}\n  b: {image: vllm/vllm-openai, command: [org/two]}\n")).Message, StringComparison.Ordinal);

    private static void AssertRead(string text, string format, string engine, string arguments, string file = "baseline.yaml")
    {
        var baseline = ExportSamples.Reader().Read(text, file, new Diagnostics());
        Assert.Equal((format, engine), (baseline.Format, baseline.Engine));
        Assert.Equal(arguments.Split('|'), baseline.Command.Arguments);
        Assert.Equal(baseline.Command.Arguments.Length, baseline.ArgumentPositions.Length);
    }

    private static IReadOnlyList<Diagnostic> Notes(string text)
    {
        var diagnostics = new Diagnostics();
        ExportSamples.Reader().Read(text, text.StartsWith('#') ? "serve.sh" : "baseline.yaml", diagnostics);
        return diagnostics.Items;
    }

    private static Baseline Read(string text) => ExportSamples.Reader().Read(text, "baseline.yaml", new Diagnostics());
}
