using System.Globalization;
using AutoTune.Load;
using AutoTune.Yaml;
using CsvHelper;

namespace AutoTune.Studies;

/// <summary>Reads a distribution of lengths in tokens.</summary>
internal static class LengthReader
{
    /// <summary><c>128</c>, <c>{fixed: 128}</c>, <c>{uniform: [64, 256]}</c>, <c>{lognormal: {mean: 512, p99: 2048}}</c> or <c>{csv: {file: …, column: …}}</c>.</summary>
    public static LengthDistribution Read(YamlValue? value, string key, Diagnostics diagnostics, string file, string unit = "tokens")
    {
        var placeholder = new LengthDistribution.Fixed(1);
        if (value is null)
            return placeholder;
        if (value is YamlValue.Scalar scalar)
            return YamlScalars.Integer(scalar.Text) is > 0 and <= 10_000_000 and var tokens
                ? new LengthDistribution.Fixed((int)tokens)
                : Refuse(scalar.Position, $"'{key}' must be a number of {unit} from 1 to 10000000, or one of fixed, uniform, lognormal, csv", diagnostics);
        var before = diagnostics.Items.Count;
        var map = MappingReader.Open(value, diagnostics, $"'{key}'");
        var read = map.OptionalInteger("fixed", min: 1, max: 10_000_000) is { } exactly ? new LengthDistribution.Fixed((int)exactly)
            : map.OptionalInteger("mean", min: 1, max: 10_000_000) is { } mean ? new LengthDistribution.LogNormal(mean, mean * 2.5)
            : map.OptionalList("uniform") is { } ends ? UniformOf(ends, map)
            : map.OptionalMapping("lognormal") is { } lognormal ? LogNormalOf(lognormal)
            : map.OptionalMapping("csv") is { } csv ? CsvOf(csv, file)
            : null;
        map.Finish();
        return read ?? (diagnostics.Items.Count > before ? placeholder : Refuse(value.Position, $"'{key}' must be a number of {unit}, or one of fixed, mean, uniform, lognormal, csv", diagnostics));
    }

    private static LengthDistribution UniformOf(IReadOnlyList<YamlValue> ends, MappingReader map)
    {
        var numbers = ends.OfType<YamlValue.Scalar>().Select(end => YamlScalars.Integer(end.Text) ?? 0).ToArray();
        if (numbers is [> 0, var high] && high >= numbers[0])
            return new LengthDistribution.Uniform((int)numbers[0], (int)high);
        map.Error("uniform", "'uniform' must be [low, high], with 0 < low ≤ high");
        return new LengthDistribution.Fixed(1);
    }

    private static LengthDistribution LogNormalOf(MappingReader map)
    {
        var (mean, p99) = (map.RequiredReal("mean", min: 1, max: 1e7), map.RequiredReal("p99", min: 1, max: 1e8));
        map.Finish();
        if (p99 <= mean && !map.Diagnostics.HasErrors)
            map.Error("p99", "'p99' must be above the mean");
        return new LengthDistribution.LogNormal(mean, p99);
    }

    private static LengthDistribution CsvOf(MappingReader map, string studyFile)
    {
        var (file, column) = (StudyPaths.Resolve(map.RequiredText("file"), studyFile), map.RequiredText("column"));
        map.Finish();
        try
        {
            return new LengthDistribution.Empirical(ReadColumn(file, column, map), Path.GetFileName(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            map.Error("file", $"{file} cannot be read: {problem.Message}");
            return new LengthDistribution.Fixed(1);
        }
    }

    private static List<int> ReadColumn(string file, string column, MappingReader map)
    {
        var lengths = new List<int>();
        using var text = File.OpenText(file);
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        if (!csv.Read() || !csv.ReadHeader() || !csv.HeaderRecord!.Contains(column))
        {
            map.Error("column", $"{file} has no column '{column}' in its first line");
            return [1];
        }
        while (csv.Read())
        {
            if (csv.TryGetField<int>(column, out var tokens) && tokens > 0)
                lengths.Add(tokens);
            else
            {
                map.Error("column", $"{file}:{csv.Parser.RawRow}: '{column}' must be a whole number above 0");
                break;
            }
        }
        return lengths.Count > 0 ? lengths : [1];
    }

    private static LengthDistribution.Fixed Refuse(SourcePosition at, string message, Diagnostics diagnostics)
    {
        diagnostics.Error(at, message);
        return new(1);
    }
}
