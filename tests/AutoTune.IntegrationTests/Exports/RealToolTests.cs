using AutoTune.Exports;
using AutoTune.Yaml;
using k8s;
using k8s.Models;
using Xunit;

namespace AutoTune.IntegrationTests.Exports;

/// <summary>The exported files, judged by the tools that people use them with.</summary>
public sealed class RealToolTests
{
    [Theory]
    [InlineData("shell", "llama-server")]
    [InlineData("docker-run", "docker")]
    public void A_script_hands_exactly_the_arguments_over_in_a_real_shell(string format, string program)
    {
        using var export = new ExportedFile(format, ExportedFile.Document);
        export.Run("sh", ["-n", export.File]);
        InstallPrinter(export, program);
        var received = export.Run("sh", [export.File], Path(export), ("PORT", null), ("HOST", null), ("HF_TOKEN", "x")).Split('\0')[..^1];
        Assert.Equal(ExportedFile.Hostile, received[^ExportedFile.Hostile.Length..]);
        if (program == "llama-server")
            Assert.Equal(ExportedFile.Document.Native.Arguments.Append("NOTE=it's $5\n#2"), received.Append($"NOTE={export.Run("sh", ["-c", $". {export.File}", "x"], Path(export), ("PRINT", "NOTE"))}"));
    }

    [Fact]
    public void Host_and_port_of_a_script_can_be_set_from_outside()
    {
        using var export = new ExportedFile("shell", ExportedFile.Document);
        InstallPrinter(export, "llama-server");
        var received = export.Run("sh", [export.File], Path(export), ("PORT", "9000"), ("HOST", "0.0.0.0")).Split('\0');
        Assert.Equal(["--host", "0.0.0.0", "--port", "9000"], received[..4]);
    }

    [Theory]
    [InlineData("shell")]
    [InlineData("docker-run")]
    public void Shellcheck_has_nothing_to_say(string format)
    {
        using var hostile = new ExportedFile(format, ExportedFile.Document);
        Assert.Equal("", hostile.Run("shellcheck", ["--severity=warning", hostile.File], ("LC_ALL", "C.UTF-8")));

        var ordinary = ExportedFile.Document with
        {
            Native = ExportedFile.Document.Native with { Arguments = ["--model", "/srv/a b.gguf", "--host", "127.0.0.1", "--port", "8080", "--parallel", "8"], Environment = LaunchCommand.EmptyEnvironment },
            Container = ExportedFile.Document.Container! with { Arguments = ["--model", "/models/a b.gguf", "--parallel", "8"], Environment = LaunchCommand.EmptyEnvironment },
        };
        using var usual = new ExportedFile(format, ordinary);
        Assert.Equal("", usual.Run("shellcheck", [usual.File], ("LC_ALL", "C.UTF-8")));
    }

    [Fact]
    public void Systemd_has_nothing_to_say()
    {
        using var export = new ExportedFile("systemd", ExportedFile.Document with { Native = ExportedFile.Document.Native with { Program = "/bin/true" } });
        Assert.Equal("", export.Run("systemd-analyze", ["verify", "--man=no", export.File]));
    }

    [Fact]
    public void Docker_compose_reads_the_file_as_it_was_meant()
    {
        using var export = new ExportedFile("compose", ExportedFile.Document);
        var normalised = export.Run("docker-compose", ["-f", export.File, "config"], ("HF_TOKEN", null), ("LC_ALL", "C.UTF-8"));
        var read = new BaselineReader(ExportedFile.Engines, new Dictionary<string, string>()).Read(normalised, "compose.yaml", new Diagnostics()).Command;
        Assert.Equal(ExportedFile.Document.Container!.Arguments, read.Arguments);
        Assert.Equal("it's $5\n#2", read.Environment["NOTE"]);
        Assert.Equal((8080, 2), (read.Port, read.Gpus));
        foreach (var line in new[] { "shm_size: 2147483648b", "mem_limit: 1073741824b", "cpuset: 0-1", "memlock: -1", "- SYS_NICE" })
            Assert.Contains(line, normalised, StringComparison.Ordinal);
        Assert.Equal(ExportedFile.Document.Container.Mounts.Select(mount => mount.Source), read.Mounts.Select(mount => mount.Source));
    }

    [Fact]
    public void Docker_compose_reads_equal_servers_and_their_balancer()
    {
        var document = ExportedFile.Document with { Container = ExportedFile.Document.Container! with { Replicas = 2 } };
        using var export = new ExportedFile("compose", document);
        var normalised = export.Run("docker-compose", ["-f", export.File, "config"], ("HF_TOKEN", null), ("LC_ALL", "C.UTF-8"));
        var read = new BaselineReader(ExportedFile.Engines, new Dictionary<string, string>()).Read(normalised, "compose.yaml", new Diagnostics()).Command;
        Assert.Equal((2, 2), (read.Replicas, read.Gpus));
        Assert.Contains("least_conn;", normalised, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kubernetes_client_reads_the_manifest_strictly()
    {
        using var export = new ExportedFile("kubernetes", ExportedFile.Document);
        var objects = KubernetesYaml.LoadAllFromString(File.ReadAllText(export.File), null, strict: true);
        var deployment = Assert.IsType<V1Deployment>(objects[0]);
        var service = Assert.IsType<V1Service>(objects[1]);
        var container = Assert.Single(deployment.Spec.Template.Spec.Containers);
        Assert.Equal(ExportedFile.Document.Container!.Arguments.Select(argument => argument.Replace("$", "$$")), container.Args);
        Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels);
        Assert.Equal(service.Spec.Selector, deployment.Spec.Template.Metadata.Labels);
        Assert.Equal("2", container.Resources.Limits["nvidia.com/gpu"].ToString());
        Assert.Equal(["SYS_NICE"], container.SecurityContext.Capabilities.Add);
        var memory = Assert.Single(deployment.Spec.Template.Spec.Volumes, volume => volume.EmptyDir?.Medium == "Memory");
        Assert.Equal(("2Gi", "/dev/shm"), (memory.EmptyDir.SizeLimit.ToString(), container.VolumeMounts.Single(mount => mount.Name == memory.Name).MountPath));
        Assert.True(container.StartupProbe.PeriodSeconds * container.StartupProbe.FailureThreshold >= 120);
        Assert.Equal("chat-8b--nightly", deployment.Metadata.Name);
    }

    [Fact]
    public void The_strict_reading_would_notice_an_unknown_field() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString("apiVersion: v1\nkind: Pod\nspec: {containers: [], probes: 1}\n", null, strict: true));

    private static (string, string?) Path(ExportedFile export) => ("PATH", $"{export.Folder}:{Environment.GetEnvironmentVariable("PATH")}");

    private static void InstallPrinter(ExportedFile export, string program)
    {
        var file = System.IO.Path.Combine(export.Folder, program);
        File.WriteAllText(file, "#!/bin/sh\nif [ \"${PRINT:-}\" = NOTE ]; then printf %s \"$NOTE\"; else printf '%s\\0' \"$@\"; fi\n");
        export.Run("chmod", ["+x", file]);
    }
}
