using System.Runtime.InteropServices;
using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.Tests.Provisioning;

public sealed class EngineInstallerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly FakePackages _packages = new();

    public EngineInstallerTests()
    {
        _variables["AUTOTUNE_CACHE"] = _folder["cache"];
        _variables["PATH"] = "";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_setting_comes_before_PATH()
    {
        _variables["AUTOTUNE_LLAMA_SERVER"] = _folder.WriteProgram("mine/server");
        _folder.WriteProgram("mine/llama-quantize");
        _variables["PATH"] = Path.GetDirectoryName(_folder.WriteProgram("path/llama-server"))!;

        var tools = await Installer().FindAsync();

        Assert.Equal(_folder["mine/server"], tools.LlamaServer);
        Assert.Equal(_folder["mine/llama-quantize"], tools.LlamaQuantize);
        Assert.Equal("AUTOTUNE_LLAMA_SERVER", tools.Origin);
    }

    [Fact]
    public async Task PATH_comes_before_the_packages_and_lends_a_missing_quantiser()
    {
        _folder.Write("first/llama-server", "not executable");
        var server = _folder.WriteProgram("second/llama-server");
        var quantizer = _folder.WriteProgram("third/llama-quantize");
        _variables["PATH"] = $"relative:{_folder["absent"]}::{_folder["first"]}:{_folder["second"]}:{_folder["third"]}";

        var tools = await Installer().FindAsync();

        Assert.Equal(server, tools.LlamaServer);
        Assert.Equal(quantizer, tools.LlamaQuantize);
        Assert.Equal($"PATH ({server})", tools.Origin);
        Assert.Equal(0, _packages.Fetches);
    }

    [Fact]
    public async Task A_setting_that_names_no_program_is_an_error_and_not_passed_over()
    {
        _variables["AUTOTUNE_LLAMA_SERVER"] = "/nowhere/llama-server";
        _variables["PATH"] = Path.GetDirectoryName(_folder.WriteProgram("path/llama-server"))!;

        var error = await Assert.ThrowsAsync<EngineNotInstalledException>(() => Installer().FindAsync());

        Assert.Equal("AUTOTUNE_LLAMA_SERVER is \"/nowhere/llama-server\", which is not an executable file.", error.Message);
    }

    [Fact]
    public async Task Packages_are_fetched_once_and_found_again_without_a_network()
    {
        var fetched = await Installer().FindAsync();
        _packages.Failure = new ToolFailedException("no network");
        var again = await Installer().FindAsync();

        Assert.Equal(fetched, again);
        Assert.Equal(_folder["cache", "engines", "fake", "bin", "llama-server"], again.LlamaServer);
        Assert.Equal("fake package 1.0", again.Origin);
        Assert.Equal(1, _packages.Fetches);
    }

    [Fact]
    public async Task A_half_finished_install_is_removed_and_redone()
    {
        _folder.WriteProgram("cache/engines/fake/bin/llama-server", "echo half");
        _folder.Write("cache/engines/fake.4711.partial/apt/status", "");

        var tools = await Installer().FindAsync();

        Assert.Equal("whole", await File.ReadAllTextAsync(tools.LlamaServer));
        Assert.Equal([_folder["cache", "engines", "fake"]], Directory.GetDirectories(_folder["cache", "engines"]));
    }

    [Fact]
    public async Task A_failed_fetch_leaves_nothing_and_says_how_to_install_here()
    {
        _packages.Failure = new ToolFailedException("apt-get ended with exit code 100.");
        _folder.Write("os-release", "ID=fedora\nPRETTY_NAME=\"Fedora Linux 44\"\n");

        var error = await Assert.ThrowsAsync<EngineNotInstalledException>(() => Installer().FindAsync());

        Assert.Equal(
            "llama-server is not installed, and could not be fetched. apt-get ended with exit code 100.\n" +
            "On Fedora: `sudo dnf install llama-cpp`. Or take a build from https://github.com/ggml-org/llama.cpp/releases " +
            "and set AUTOTUNE_LLAMA_SERVER to its llama-server.",
            error.Message);
        Assert.Empty(Directory.GetDirectories(_folder["cache", "engines"]));
    }

    [Fact]
    public async Task Two_at_once_fetch_once()
    {
        _packages.Gate = new TaskCompletionSource();
        var first = Installer().FindAsync();
        var second = Installer().FindAsync();
        _packages.Gate.SetResult();

        Assert.Equal(await first, await second);
        Assert.Equal(1, _packages.Fetches);
    }

    [Fact]
    public async Task Without_a_Debian_mirror_the_error_names_what_was_read()
    {
        var error = await Assert.ThrowsAsync<EngineNotInstalledException>(() => new EngineInstaller(Host()).FindAsync());

        Assert.Contains($"{_folder["apt"]} names no mirror of Debian's archive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_named()
    {
        _variables["AUTOTUNE_CACHE"] = _folder.Write("cache", "a file where the folder should be");

        var error = await Assert.ThrowsAsync<EngineNotInstalledException>(() => Installer().FindAsync());

        Assert.Contains($"The cache {_folder["cache"]} cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a", "/b", "/a")]
    [InlineData(null, "/b", "/b/autotune")]
    [InlineData("", "relative", "/home/u/.cache/autotune")]
    public void The_cache_is_where_the_variables_say(string? own, string xdg, string expected)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["AUTOTUNE_CACHE"] = own, ["XDG_CACHE_HOME"] = xdg, ["HOME"] = "/home/u" };
        var host = new HostSystem { Variable = name => variables.GetValueOrDefault(name), Architecture = System.Runtime.InteropServices.Architecture.X64 };

        Assert.Equal(expected, host.CacheFolder);
    }

    private EngineInstaller Installer() => new(Host(), _packages);

    private HostSystem Host() => new()
    {
        Variable = name => _variables.GetValueOrDefault(name),
        Architecture = System.Runtime.InteropServices.Architecture.X64,
        AptFolder = _folder["apt"],
        OsReleaseFile = _folder["os-release"],
    };

    private sealed class FakePackages : IEnginePackages
    {
        public string Name => "fake";

        public int Fetches { get; private set; }

        public Exception? Failure { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public async Task<string> UnpackAsync(string folder, IProgress<string>? progress, CancellationToken ct)
        {
            Fetches++;
            if (Gate is not null)
                await Gate.Task;
            if (Failure is not null)
                throw Failure;
            Directory.CreateDirectory(Path.Combine(folder, "bin"));
            await File.WriteAllTextAsync(Path.Combine(folder, "bin", "llama-server"), "whole", ct);
            return "fake package 1.0";
        }
    }
}
