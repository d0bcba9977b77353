using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.Tests.Provisioning;

public sealed class ModelPreparerTests : IDisposable
{
    private const string CopyingTool = "echo made >> \"$(dirname \"$0\")/calls\"; cp \"$1\" \"$2\"";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_precision_is_made_once_beside_the_model()
    {
        var model = WriteModel("tiny-F16.gguf", fileType: 1);
        var preparer = Preparer(_folder.WriteProgram("llama-quantize", CopyingTool));

        var prepared = await preparer.LocalAsync(model, ["F16", "Q8_0", "Q4_0"]);
        await preparer.LocalAsync(model, ["Q8_0", "Q4_0"]);

        Assert.Equal(["F16", "Q8_0", "Q4_0"], prepared.Files.Keys);
        Assert.Equal(_folder["tiny-Q8_0.gguf"], prepared.Files["Q8_0"].Path);
        Assert.Equal(new FileInfo(model).Length, prepared.Files["Q8_0"].Bytes);
        Assert.Equal("llama", prepared.Header.Architecture);
        Assert.Equal(2, (await File.ReadAllLinesAsync(_folder["calls"])).Length);
    }

    [Fact]
    public async Task A_precision_older_than_its_model_is_made_again()
    {
        var model = WriteModel("tiny-F16.gguf", fileType: 1);
        var made = _folder.Write("tiny-Q4_0.gguf", "of an older model");
        File.SetLastWriteTimeUtc(made, DateTime.UnixEpoch);

        await Preparer(_folder.WriteProgram("llama-quantize", CopyingTool)).LocalAsync(model, ["Q4_0"]);

        Assert.Equal(await File.ReadAllBytesAsync(model), await File.ReadAllBytesAsync(made));
    }

    [Fact]
    public async Task A_failing_tool_shows_its_last_lines_and_leaves_no_file()
    {
        var model = WriteModel("tiny-F16.gguf", fileType: 1);
        var tool = _folder.WriteProgram("llama-quantize", "touch \"$2\"; echo loading; echo tensor size is odd >&2; exit 3");

        var error = await Assert.ThrowsAsync<ToolFailedException>(() => Preparer(tool).LocalAsync(model, ["Q4_K_M"]));

        Assert.StartsWith($"{tool} ended with exit code 3. Its last lines:\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("tensor size is odd", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*Q4_K_M*"));
    }

    [Fact]
    public async Task Without_the_tool_the_error_says_what_was_to_be_made()
    {
        var error = await Assert.ThrowsAsync<ToolFailedException>(
            () => Preparer(tool: null).LocalAsync(WriteModel("tiny-F16.gguf", fileType: 1), ["Q8_0"]));

        Assert.Equal("tiny-Q8_0.gguf has to be made by llama-quantize, which did not come with this llama-server.", error.Message);
    }

    [Fact]
    public async Task A_quantised_model_serves_as_it_is_and_gives_no_other()
    {
        var model = WriteModel("tiny.gguf", fileType: 7);

        var asIs = await Preparer(tool: null).LocalAsync(model, ["Q8_0"]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Preparer(tool: null).LocalAsync(model, ["Q4_0"]));

        Assert.Equal(["Q8_0"], asIs.Files.Keys);
        Assert.Equal($"{model} is Q8_0: Q4_0 can only be made of an F32, F16 or BF16 file.", error.Message);
    }

    [Fact]
    public async Task Unknown_precisions_and_missing_files_are_named()
    {
        var preparer = Preparer(tool: null);

        var unknown = await Assert.ThrowsAsync<InvalidDataException>(() => preparer.LocalAsync(WriteModel("tiny.gguf", fileType: 1), ["fp4"]));
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => preparer.LocalAsync("/nowhere/model.gguf", ["F16"]));

        Assert.StartsWith("\"fp4\" is no precision of GGUF weights; allowed: F32, F16, BF16, Q4_0,", unknown.Message, StringComparison.Ordinal);
        Assert.Equal("The model file /nowhere/model.gguf does not exist.", missing.Message);
    }

    [Theory]
    [InlineData("/m/llama-F16.gguf", "/m/llama-Q4_0.gguf")]
    [InlineData("/m/llama.f16.gguf", "/m/llama-Q4_0.gguf")]
    [InlineData("/m/llama-BF16.gguf", "/m/llama-Q4_0.gguf")]
    [InlineData("/m/llama.gguf", "/m/llama-Q4_0.gguf")]
    public void Names_end_in_their_precision(string source, string expected) =>
        Assert.Equal(expected, ModelQuantizer.FileOf(source, "Q4_0"));

    [Fact]
    public async Task A_tool_that_hangs_is_killed_at_its_limit()
    {
        var tool = _folder.WriteProgram("hangs", "echo begun; exec sleep 60");

        var error = await Assert.ThrowsAsync<ToolFailedException>(
            () => ToolProcess.RunAsync(tool, [], TimeSpan.FromMilliseconds(300), CancellationToken.None));

        Assert.StartsWith($"{tool} did not end within 0.3 s.", error.Message, StringComparison.Ordinal);
    }

    private ModelPreparer Preparer(string? tool) => new(_folder.Path, new ModelQuantizer(tool));

    private string WriteModel(string name, uint fileType)
    {
        var writer = new GgufWriter();
        writer.Add("general.architecture", "llama");
        writer.Add("general.file_type", fileType);
        foreach (var key in new[] { "block_count", "embedding_length", "attention.head_count", "context_length" })
            writer.Add($"llama.{key}", 64u);
        var path = _folder[name];
        using var output = File.Create(path);
        writer.WriteTo(output, (_, _) => { });
        return path;
    }
}
