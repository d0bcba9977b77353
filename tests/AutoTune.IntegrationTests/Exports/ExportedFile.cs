using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using AutoTune.Exports;
using Xunit;

namespace AutoTune.IntegrationTests.Exports;

/// <summary>An export in a folder of its own, and the real tools that look at it.</summary>
internal sealed class ExportedFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("autotune-export-");

    public ExportedFile(string format, ExportDocument document)
    {
        var writer = ExportCatalog.Find(format);
        File = Path.Combine(_folder.FullName, writer.FileName);
        System.IO.File.WriteAllText(File, writer.Write(document));
    }

    public string File { get; }

    public string Folder => _folder.FullName;

    /// <summary>What people pass, and what breaks quoting.</summary>
    public static ImmutableArray<string> Hostile { get; } =
    [
        "", "-", "--", "--plain", "a b", "it's", "\"", "$HOME", "$(id)", "`id`", "$$", "$$(X)", "${X:-y}", "\\", "a\\n", "two\nlines", "\ttab", "#no", "~", "*", "!x", "a;b", "a&b", "a|b", "<>", "(x)", "é世😀", "yes", "1e3", "null", ": ", "- x", "%s", "=",
    ];

    public static ExportDocument Document { get; } = new()
    {
        Study = "chat 8b (nightly)",
        Trial = 3,
        Engine = "llama-cpp",
        EngineVersion = "b6000",
        Native = new LaunchCommand
        {
            Program = "llama-server",
            Arguments = ["--host", "127.0.0.1", "--port", "8080", .. Hostile],
            Environment = LaunchCommand.EmptyEnvironment.Add("NOTE", "it's $5\n#2"),
        },
        Container = new LaunchCommand
        {
            Image = "ghcr.io/ggml-org/llama.cpp:server",
            Arguments = ["--host", "0.0.0.0", .. Hostile],
            Environment = LaunchCommand.EmptyEnvironment.Add("NOTE", "it's $5\n#2"),
            PassedEnvironment = ["HF_TOKEN"],
            Mounts = [new Mount("/srv/models of ours", "/models", ReadOnly: true)],
            Gpus = 2,
            Needs = new()
            {
                Memory = 1L << 30,
                Cores = "0-1",
                SharedMemory = 2L << 30,
                Ulimits = ImmutableSortedDictionary<string, long>.Empty.Add("memlock", -1).Add("nofile", 65536),
                Capabilities = ["SYS_NICE"],
            },
        },
        Model = "/srv/models of ours/a.gguf",
        Figures = ["Capacity 3.2 requests/s", "SLO: TTFT ≤ 300 ms for 90 % of requests"],
        StartUp = TimeSpan.FromSeconds(40),
        Cores = 2,
        MemoryBytes = 1L << 30,
    };

    public static EngineMatcher Engines { get; } = new([new EngineIdentity("llama-cpp", ["llama-server"], ["ghcr.io/ggml-org/llama.cpp"])]);

    /// <returns>Standard output; a failure carries standard error.</returns>
    public string Run(string program, IReadOnlyList<string> arguments, params IEnumerable<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo(RealParts.Program(program), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {error.Result}{output}");
        return output;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
