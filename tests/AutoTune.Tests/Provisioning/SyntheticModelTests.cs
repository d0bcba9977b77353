using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.Tests.Provisioning;

public sealed class SyntheticModelTests : IDisposable
{
    private static readonly SyntheticModelShape Tiny =
        new() { Layers = 2, Embedding = 256, FeedForward = 256, Heads = 4, KeyValueHeads = 2, Vocabulary = 800, ContextLength = 512 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Bytes(Tiny, seed: 1), Bytes(Tiny, seed: 1));
        Assert.NotEqual(Bytes(Tiny, seed: 1), Bytes(Tiny, seed: 2));
    }

    [Fact]
    public void The_draft_has_the_embeddings_and_the_output_of_its_target()
    {
        var target = Data(Tiny);
        var draft = Data(Tiny with { Layers = 1 });

        Assert.True(draft.Length < target.Length);
        Assert.Equal(target[..draft.Length], draft);
    }

    [Fact]
    public void Weights_are_finite_and_most_are_not_zero()
    {
        // Only tokens that are no words have empty output rows.
        var halves = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(Data(Tiny)).ToArray();

        Assert.All(halves, value => Assert.True(Half.IsFinite(value)));
        Assert.True(halves.Count(value => value == Half.Zero) < halves.Length / 5);
    }

    [Fact]
    public void A_word_is_joined_from_pieces_that_are_tokens_too()
    {
        var vocabulary = new SyntheticVocabulary(8192, seed: 1);
        var tokens = vocabulary.Tokens.ToHashSet(StringComparer.Ordinal);

        Assert.Equal(8192, tokens.Count);
        Assert.All(
            vocabulary.Tokens.Skip(vocabulary.FirstWord),
            word => Assert.True(word.Length == 5 && tokens.Contains(word[..3]) && tokens.Contains(word[1..3]) && tokens.Contains(word[3..])));
    }

    [Fact]
    public async Task A_second_call_finds_the_files_of_the_first()
    {
        var model = new SyntheticModel(Tiny, seed: 1);
        var first = await model.PrepareAsync(_folder.Path);
        File.SetLastWriteTimeUtc(first.Model, DateTime.UnixEpoch);

        var second = await model.PrepareAsync(_folder.Path);

        Assert.Equal(first, second);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(second.Model));
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_removed_and_written_anew()
    {
        var model = new SyntheticModel(Tiny, seed: 1);
        var files = await model.PrepareAsync(_folder.Path);
        File.Move(files.Model, files.Model + ".4711.partial");

        await model.PrepareAsync(_folder.Path);

        Assert.Equal(Bytes(Tiny, seed: 1), await File.ReadAllBytesAsync(files.Model));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial"));
    }

    private static byte[] Bytes(SyntheticModelShape shape, ulong seed)
    {
        using var output = new MemoryStream();
        new SyntheticModel(shape, seed).Write(output, shape);
        return output.ToArray();
    }

    /// <summary>All tensors' data; their shapes are whole multiples of the alignment here, so nothing lies between them.</summary>
    private static byte[] Data(SyntheticModelShape shape)
    {
        var keyValueWidth = shape.KeyValueHeads * shape.Embedding / shape.Heads;
        var matrices = 2 * shape.Vocabulary + shape.Layers * (2 * shape.Embedding + 2 * keyValueWidth + 3 * shape.FeedForward);
        var norms = 1 + 2 * shape.Layers;
        return Bytes(shape, seed: 1)[^(matrices * shape.Embedding * 2 + norms * shape.Embedding * 4)..];
    }
}
