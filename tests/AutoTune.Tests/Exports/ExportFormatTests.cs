using AutoTune.Exports;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Exports;

public sealed class ExportFormatTests
{
    public static TheoryData<string> Formats => [.. ExportCatalog.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_export_reads_as_it_did_yesterday(string format) =>
        StrictSnapshot.Match(ExportCatalog.Find(format).Write(ExportSamples.Document), $"export-{format}");

    [Theory]
    [InlineData("docker-run")]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    [InlineData("quadlet")]
    public void A_study_with_gpus_asks_for_them(string format) =>
        StrictSnapshot.Match(ExportCatalog.Find(format).Write(ExportSamples.OnGpus), $"export-{format}-gpus");

    [Theory]
    [InlineData("docker-run")]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    [InlineData("quadlet")]
    public void A_container_has_what_the_measured_one_had(string format) =>
        StrictSnapshot.Match(ExportCatalog.Find(format).Write(ExportSamples.WithNeeds), $"export-{format}-needs");

    [Theory]
    [InlineData("shell")]
    [InlineData("docker-run")]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    [InlineData("systemd")]
    public void Servers_that_share_the_load_get_cards_of_their_own_and_a_balancer(string format) =>
        StrictSnapshot.Match(ExportCatalog.Find(format).Write(ExportSamples.OfReplicas), $"export-{format}-replicas");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_export_carries_figures_slo_warnings_and_how_to_check_it(string format)
    {
        var comments = ExportCatalog.Find(format).Write(ExportSamples.Document).Split('\n').Where(line => line.StartsWith('#') || line.StartsWith(';')).ToArray();
        foreach (var expected in ExportSamples.Document.Figures.Append("autotune export quickstart --trial 12 --format shell --verify").Append("Warning: weights are Q4_0"))
            Assert.Contains(comments, line => line.Contains(expected));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_figure_with_a_line_break_does_not_leave_its_comment(string format)
    {
        var written = ExportCatalog.Find(format).Write(ExportSamples.Document with { Figures = ["one\nrm -rf \u2028/\rtwo\u0085three"] });
        Assert.Contains(written.Split('\n'), line => line is "# one rm -rf  / two three" or "; one rm -rf  / two three");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_value_of_a_secret_is_in_no_export(string format)
    {
        var environment = LaunchCommand.EmptyEnvironment.Add("HF_TOKEN", "hf_very_secret");
        var document = ExportSamples.Document with
        {
            Native = ExportSamples.Document.Native with { Environment = environment },
            Container = ExportSamples.Document.Container! with { Environment = environment, PassedEnvironment = [] },
        };
        var written = ExportCatalog.Find(format).Write(document);
        Assert.DoesNotContain("hf_very_secret", written);
        Assert.Contains("HF_TOKEN", written);
    }

    [Fact]
    public void An_unknown_format_is_refused_with_the_names_that_there_are()
    {
        var error = Assert.Throws<InvalidInputException>(() => ExportCatalog.Find("helm"));
        Assert.Equal("Unknown export format `helm`; formats are shell, docker-run, compose, kubernetes, engine-config, systemd, quadlet.", error.Message);
    }

    [Theory]
    [InlineData("docker-run")]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    public void An_engine_without_an_image_has_no_container_export(string format)
    {
        var error = Assert.Throws<InvalidInputException>(() => ExportCatalog.Find(format).Write(ExportSamples.Document with { Container = null }));
        Assert.Contains("has no container image", error.Message);
    }

    [Theory]
    [InlineData("--lora", "a;b")]
    [InlineData("--lora", " a")]
    [InlineData("--lora", "two\nlines")]
    [InlineData("-np", "4")]
    [InlineData("stray", "4")]
    public void What_a_preset_file_cannot_carry_is_refused(string flag, string value)
    {
        var document = ExportSamples.Document with { Native = ExportSamples.Document.Native with { Arguments = [flag, value] } };
        Assert.Throws<InvalidInputException>(() => new EngineConfigExport().Write(document));
    }

    [Fact]
    public void A_configuration_file_comes_with_every_format_that_starts_the_engine()
    {
        var plain = ExportSamples.Document;
        var file = new AutoTune.Engines.EngineFile("/exports/engine.yaml", "kv_cache_config:\n  dtype: fp8\n");
        var inside = new Mount(file.Path, "/etc/autotune/engine.yaml", ReadOnly: true);
        var document = plain with
        {
            ConfigFile = file,
            Native = plain.Native with { Arguments = [.. plain.Native.Arguments, "--config", file.Path] },
            Container = plain.Container! with { Arguments = [.. plain.Container.Arguments, "--config", inside.Target], Mounts = [.. plain.Container.Mounts, inside] },
        };
        Assert.Contains("--config /exports/engine.yaml", new ShellExport().Write(document), StringComparison.Ordinal);
        Assert.Contains("source: /exports/engine.yaml", new ComposeExport().Write(document), StringComparison.Ordinal);
        var cluster = new KubernetesExport().Write(document);
        Assert.Contains("kind: ConfigMap", cluster, StringComparison.Ordinal);
        Assert.Contains("engine.yaml: \"kv_cache_config:\\n  dtype: fp8\\n\"", cluster, StringComparison.Ordinal);
        Assert.Contains("subPath: engine.yaml", cluster, StringComparison.Ordinal);
        Assert.DoesNotContain("path: /exports/engine.yaml", cluster, StringComparison.Ordinal);
        Assert.EndsWith(file.Text, new EngineConfigExport().Write(document), StringComparison.Ordinal);
        Assert.Equal("engine.yaml", new EngineConfigExport().FileNameOf(document));
    }

    [Fact]
    public void An_engine_whose_file_holds_flags_gets_its_command_line_as_one()
    {
        var plain = ExportSamples.Document;
        var document = plain with
        {
            Engine = "vllm",
            ConfigFlag = "--config",
            Native = new LaunchCommand { Program = "vllm", Arguments = ["serve", "org/name", "--max-num-seqs", "64", "--enable-expert-parallel", "--kv-cache-dtype", "fp8"] },
        };
        var text = new EngineConfigExport().Write(document);
        Assert.EndsWith("max-num-seqs: 64\nenable-expert-parallel: true\nkv-cache-dtype: fp8\n", text, StringComparison.Ordinal);
        Assert.Contains("# Use it: vllm serve org/name --config vllm.yaml", text, StringComparison.Ordinal);
        var engine = Engines.HubEngines.Load("vllm", "Qwen/Qwen3-235B-A22B", "h100-sxm");
        var reading = new AutoTune.Engines.EngineCommandLine(engine).Read(["serve", "org/name", "--config", "vllm.yaml"], file: AutoTune.Engines.ConfigFileText.Flatten(text, "vllm.yaml"));
        Assert.Equal(("64", "True", "fp8"), (reading.Config["max_num_seqs"].ToString(), reading.Config["expert_parallel"].IsTrue.ToString(), reading.Config["kv_cache_dtype"].ToString()));
    }
}
