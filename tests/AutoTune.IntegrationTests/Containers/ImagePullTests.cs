using AutoTune.Docker;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>A real container engine pulls from a fake registry.</summary>
public sealed class ImagePullTests : IClassFixture<ContainerEngineFixture>, IDisposable
{
    private readonly ContainerEngineFixture _engine;
    private readonly TestRegistry _registry = new(layerBytes: 4 << 20);
    private readonly List<string> _said = [];

    public ImagePullTests(ContainerEngineFixture engine) => _engine = engine;

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task An_image_is_pulled_once_with_progress_and_launched_by_digest()
    {
        var image = await EnsureAsync($"{_registry.Repository}:1");
        Assert.Equal((1, $"{_registry.Repository}@{_registry.Digest}"), (image.WordsOf(["engine", "--port", "1"]), image.Digest));
        Assert.Equal(0, image.WordsOf(["another", "--port", "1"]));
        Assert.NotEmpty(_said);

        _said.Clear();
        _registry.Refuses = true;    // nobody asks it again
        Assert.Equal(image.Digest, (await EnsureAsync($"{_registry.Repository}:1")).Digest);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task A_registry_that_refuses_is_told_with_what_to_type()
    {
        _registry.Refuses = true;
        var problem = await Assert.ThrowsAsync<LaunchException>(() => EnsureAsync($"{_registry.Repository}:2"));
        Assert.Contains($"docker login 127.0.0.1:{_registry.Port}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_does_not_exist_is_told_as_such()
    {
        var problem = await Assert.ThrowsAsync<LaunchException>(() => EnsureAsync($"{_registry.Repository}:none"));
        Assert.Contains($"There is no image {_registry.Repository}:none", problem.Message, StringComparison.Ordinal);
    }

    private Task<DockerImage> EnsureAsync(string name) =>
        new DockerImages(_engine.Host, new RegistryCredentials(RegistryCredentials.UsualFolder), new Said(_said)).EnsureAsync(name, CancellationToken.None);

    private sealed class Said(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}

/// <summary>Its images are on a file system of 48 MiB of its own.</summary>
public sealed class EngineOnASmallDisk : ContainerEngineFixture
{
    private const long Bytes = 48L << 20;

    public bool IsSmall { get; private set; }

    protected override void Prepare(string folder)
    {
        var (file, data) = (Path.Combine(folder, "disk"), Path.Combine(folder, "data"));
        using (var disk = File.Create(file))
            disk.SetLength(Bytes);
        Directory.CreateDirectory(data);
        IsSmall = (Run("mkfs.ext4", "-q", "-F", file) && Run("mount", "-o", "loop", file, data)) || Run("mount", "-t", "tmpfs", "-o", $"size={Bytes}", "tmpfs", data);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

public sealed class SmallDiskTests(EngineOnASmallDisk engine) : IClassFixture<EngineOnASmallDisk>
{
    [Fact]
    public async Task An_image_that_does_not_fit_on_the_disk_is_told_as_such()
    {
        var host = engine.Host;
        if (!engine.IsSmall)
            throw RealParts.Missing("A file system of the test's own (mount) is needed.");
        using var registry = new TestRegistry(layerBytes: 64 << 20);
        var images = new DockerImages(host, new RegistryCredentials(RegistryCredentials.UsualFolder), new Progress<string>());
        var problem = await Assert.ThrowsAsync<LaunchException>(() => images.EnsureAsync($"{registry.Repository}:1", CancellationToken.None));
        Assert.Contains("does not fit on the container engine's disk", problem.Message, StringComparison.Ordinal);
    }
}
