using System.Formats.Tar;
using AutoTune.Docker;
using AutoTune.Launching;
using Docker.DotNet.Models;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Images that are built here from files of this machine.</summary>
internal static class TestImages
{
    /// <summary>A shell and its usual programs, without an entry point.</summary>
    public const string Shell = "autotune-test/shell:1";

    /// <summary>A unit whose program is a script of its shell.</summary>
    public static LaunchUnit Unit(string name, string script, TimeSpan grace, ContainerSettings settings) => new()
    {
        Name = name,
        FileName = "/bin/sh",
        Arguments = ["-c", script],
        Environment = new Dictionary<string, string>(),
        Stop = new(StopSignal.Terminate, grace),
        Container = settings,
    };

    private static readonly string[] Applets = ["sh", "sleep", "echo", "cat", "kill", "httpd", "wget", "tr", "dd", "mkdir", "tail", "env", "true", "seq"];

    public static async Task LoadAsync(DockerHost host)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin", "tmp", "etc", "www" })
                writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            writer.WriteEntry(RealParts.Program("busybox"), "bin/busybox");
            foreach (var applet in Applets)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
        }
        tar.Position = 0;
        await ImportAsync(host, tar, Shell);
    }

    public static async Task ImportAsync(DockerHost host, Stream tar, string name, params string[] changes)
    {
        var (repository, tag) = (name.Split(':')[0], name.Split(':')[1]);
        var messages = new List<JSONMessage>();
        await host.Client.Images.CreateImageAsync(
            new ImagesCreateParameters { FromSrc = "-", Repo = repository, Tag = tag, Changes = changes }, tar, new AuthConfig(), new Collected(messages), CancellationToken.None);
        if (messages.FirstOrDefault(message => message.Error is not null) is { } failed)
            throw new InvalidOperationException(failed.Error!.Message);
    }

    private sealed class Collected(List<JSONMessage> messages) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value)
        {
            lock (messages)
                messages.Add(value);
        }
    }
}
