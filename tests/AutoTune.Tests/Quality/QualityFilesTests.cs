using AutoTune.Metrics;
using AutoTune.Quality;
using AutoTune.Tests.Provisioning;
using Xunit;

namespace AutoTune.Tests.Quality;

public sealed class QualityFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_reading_is_found_again_by_its_key_alone()
    {
        var files = new QualityFiles(Path.Combine(_folder.Path, "quality"));
        var reading = new QualityReading("llama-cpp weights=Q4_0", new(0.97, 0.01, double.PositiveInfinity, Scale.Linear, 1), 0.9, 0.02);

        files.Keep(reading);

        Assert.Equal(reading, files.Reading("llama-cpp weights=Q4_0"));
        Assert.Null(files.Reading("llama-cpp weights=Q8_0"));
        Assert.True(files.HasReadings);
    }

    [Fact]
    public void A_reference_is_read_back_whole()
    {
        var files = new QualityFiles(_folder.Path);
        var reference = new AgreementReference { Key = "k", Pieces = [new("text", [new("a", new Dictionary<string, double> { ["a"] = -0.5 })])], WithItself = new(9, 10, 0.1) };

        files.Keep(reference);

        Assert.Equivalent(reference, files.Reference(), strict: true);
    }

    [Fact]
    public void What_cannot_be_read_is_measured_again()
    {
        _folder.Write("reference.json", "{");

        Assert.Null(new QualityFiles(_folder.Path).Reference());
    }

    public void Dispose() => _folder.Dispose();
}
