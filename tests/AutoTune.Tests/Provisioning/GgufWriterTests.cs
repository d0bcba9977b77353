using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.Tests.Provisioning;

public sealed class GgufWriterTests
{
    [Fact]
    public void A_small_file_has_exactly_the_bytes_that_the_format_prescribes()
    {
        var writer = new GgufWriter();
        writer.Add("k", "v");
        writer.Add(new GgufTensor("t", GgufTensorType.F16, [2, 1]));
        writer.Add(new GgufTensor("u", GgufTensorType.F32, [1]));

        var file = Written(writer, (tensor, output) => output.Write(tensor.Name == "t" ? [1, 2, 3, 4] : [5, 6, 7, 8]));

        byte[] header =
        [
            (byte)'G', (byte)'G', (byte)'U', (byte)'F', 3, 0, 0, 0,
            2, 0, 0, 0, 0, 0, 0, 0, /* tensors */ 1, 0, 0, 0, 0, 0, 0, 0, /* keys */
            1, 0, 0, 0, 0, 0, 0, 0, (byte)'k', 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, (byte)'v',
            1, 0, 0, 0, 0, 0, 0, 0, (byte)'t', 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0, 0, (byte)'u', 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0,
        ];
        var start = (header.Length + 31) / 32 * 32;
        byte[] expected = [.. header, .. new byte[start - header.Length], 1, 2, 3, 4, .. new byte[28], 5, 6, 7, 8, .. new byte[28]];
        Assert.Equal(expected, file);
    }

    [Fact]
    public void Every_kind_of_value_is_read_back()
    {
        var writer = new GgufWriter();
        writer.Add("number", 7u);
        writer.Add("fraction", 1.5f);
        writer.Add("flag", true);
        writer.Add("text", "▁ka");
        writer.Add("texts", ["a", "▁", ""]);
        writer.Add("fractions", [0.5f, 4f]);
        writer.Add("numbers", [-3, 9, 2]);

        using var file = new MemoryStream(Written(writer));
        var metadata = GgufMetadata.Read(file);

        Assert.Equal(7, metadata.Number("number"));
        Assert.Equal(1, metadata.Number("fraction"));
        Assert.Equal(1, metadata.Number("flag"));
        Assert.Equal("▁ka", metadata.Text("text"));
        Assert.Equal(3, metadata.Count("texts"));
        Assert.Equal(4, metadata.Number("fractions"));
        Assert.Equal(9, metadata.Number("numbers"));
        Assert.Null(metadata.Number("absent"));
    }

    [Fact]
    public void Data_of_another_length_than_the_shape_says_is_refused()
    {
        var writer = new GgufWriter();
        writer.Add(new GgufTensor("short", GgufTensorType.F32, [4]));

        var error = Assert.Throws<InvalidOperationException>(() => Written(writer, (_, output) => output.Write([1, 2])));

        Assert.Equal("Tensor short: 2 bytes written, its shape says 16.", error.Message);
    }

    private static byte[] Written(GgufWriter writer, Action<GgufTensor, Stream>? data = null)
    {
        using var output = new MemoryStream();
        writer.WriteTo(output, data ?? ((_, _) => { }));
        return output.ToArray();
    }
}
