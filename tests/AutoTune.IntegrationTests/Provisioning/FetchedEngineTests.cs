using System.Text.Json;
using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.IntegrationTests.Provisioning;

public sealed class FetchedEngineTests(FetchedEngine engine, ITestOutputHelper output) : IClassFixture<FetchedEngine>
{
    private const string Prompt = "kalo mira tuse bano redi fuwa zoke pimu lani hevo";

    [Fact]
    public void The_packages_come_into_an_empty_cache_and_nothing_half_done_stays()
    {
        var tools = engine.Tools;
        output.WriteLine($"{tools.Origin} in {engine.FetchTime.TotalSeconds:F1} s");

        Assert.StartsWith("Debian package llama.cpp-tools ", tools.Origin, StringComparison.Ordinal);
        Assert.StartsWith(engine.Cache, tools.LlamaServer, StringComparison.Ordinal);
        Assert.NotNull(tools.LlamaQuantize);
        Assert.Equal(3, engine.Progress.Count);
        Assert.Empty(Directory.GetFileSystemEntries(engine.Cache, "*.partial", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(engine.Cache, "engines", "debian-forky", "apt")));
    }

    [Fact]
    public async Task It_is_found_again_where_no_mirror_is_known()
    {
        var offline = engine.Host with { AptFolder = "/nonexistent" };

        Assert.Equal(engine.Tools, await new EngineInstaller(offline).FindAsync());
    }

    [Fact]
    public async Task A_mirror_that_does_not_answer_gives_one_error_with_the_words_of_apt()
    {
        var error = await FailureOfAsync("deb http://127.0.0.1:9/debian bookworm main");

        Assert.StartsWith("llama-server is not installed, and could not be fetched. apt-get ended with exit code 100.", error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_that_the_keyring_did_not_sign_are_refused_even_where_the_source_is_called_trusted()
    {
        var mirror = DebianMirror.Find(AptSources.Read(engine.Host.AptFolder), OsRelease.Read(engine.Host.OsReleaseFile))!;

        var error = await FailureOfAsync($"deb [trusted=yes allow-insecure=yes signed-by=FOLDER/empty.gpg] {mirror.Uri} bookworm main");

        Assert.Matches("(?i)not signed|NO_PUBKEY|public key|keyring", error);
    }

    [Fact]
    public async Task The_command_is_replaced_by_the_engine_so_that_signals_reach_it()
    {
        await using var server = await RunningServer.StartAsync(engine.Tools.LlamaServer, "--model", engine.Model.Files["F16"].Path);

        Assert.DoesNotContain("/bin/sh", await File.ReadAllTextAsync($"/proc/{server.ProcessId}/cmdline"), StringComparison.Ordinal);
        Assert.StartsWith("ld-linux-", await File.ReadAllTextAsync($"/proc/{server.ProcessId}/comm"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("Q8_0")]
    [InlineData("Q4_K_M")]
    [InlineData("Q4_0")]
    public async Task Every_precision_answers_in_words(string precision)
    {
        await using var server = await RunningServer.StartAsync(engine.Tools.LlamaServer, "--model", engine.Model.Files[precision].Path);

        var answer = await ChatAsync(server, Prompt);

        var text = answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        output.WriteLine($"{text} {answer.GetProperty("timings")}");
        Assert.Equal(64, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Matches("^( ?[bdfghjklmnprstvwyz][aeiou][bdfghjklmnprstvwyz][aeiou]){64}$", text);
        Assert.Equal(precision, GgufHeader.Read(engine.Model.Files[precision].Path).Precision);
    }

    [Fact]
    public async Task Words_in_a_prompt_are_one_token_each()
    {
        await using var server = await RunningServer.StartAsync(engine.Tools.LlamaServer, "--model", engine.Model.Files["Q4_0"].Path);
        var generated = (await ChatAsync(server, Prompt)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

        var tokens = await server.PostAsync("/tokenize", new { content = generated.Trim() });

        Assert.Equal(64, tokens.GetProperty("tokens").GetArrayLength());
    }

    [Fact]
    public async Task The_draft_is_right_often_but_not_always()
    {
        await using var server = await RunningServer.StartAsync(
            engine.Tools.LlamaServer, "--model", engine.Model.Files["F16"].Path,
            "--spec-type", "draft-simple", "--spec-draft-model", engine.Model.Draft!.Path, "--spec-draft-n-max", "3");

        var (drafted, accepted) = (0, 0);
        foreach (var start in new[] { "", "gola ", "temi ", "raku " })
        {
            var timings = (await ChatAsync(server, start + Prompt)).GetProperty("timings");
            drafted += timings.GetProperty("draft_n").GetInt32();
            accepted += timings.GetProperty("draft_n_accepted").GetInt32();
        }

        output.WriteLine($"{accepted} of {drafted} drafted tokens accepted");
        Assert.InRange((double)accepted / drafted, 0.45, 0.9);
    }

    /// <returns>The message of an install into an empty cache from this source alone; nothing half done may stay.</returns>
    private async Task<string> FailureOfAsync(string source)
    {
        _ = engine.Tools;
        var folder = Directory.CreateTempSubdirectory("autotune-apt-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "sources.list"), source.Replace("FOLDER", folder, StringComparison.Ordinal) + "\n");
        await File.WriteAllBytesAsync(Path.Combine(folder, "empty.gpg"), []);
        await File.WriteAllTextAsync(Path.Combine(folder, "os-release"), "ID=debian\nVERSION_CODENAME=bookworm\n");
        var host = engine.Host with
        {
            AptFolder = folder,
            OsReleaseFile = Path.Combine(folder, "os-release"),
            Variable = name => name == "AUTOTUNE_CACHE" ? folder : null,
        };
        var error = await Assert.ThrowsAsync<EngineNotInstalledException>(() => new EngineInstaller(host).FindAsync());
        output.WriteLine(error.Message);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder, "engines")));
        Directory.Delete(folder, recursive: true);
        return error.Message;
    }

    private static Task<JsonElement> ChatAsync(RunningServer server, string prompt) =>
        server.PostAsync(
            "/v1/chat/completions",
            new { messages = new[] { new { role = "user", content = prompt } }, max_tokens = 64, temperature = 0, ignore_eos = true });
}
