using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace AutoTune.Load.Traces;

/// <summary>Reads recorded requests in the formats of their publishers: CSV with a header, or one JSON object per line.</summary>
public static class TraceReader
{
    /// <param name="unitSeconds">Of arrivals that are numbers; null for the format's own.</param>
    /// <exception cref="InvalidDataException">Not a known format, or a row that cannot be; with file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Trace Read(string file, double? unitSeconds = null)
    {
        using var text = File.OpenText(file);
        var rows = text.Peek() == '{' ? JsonRows(text, file, unitSeconds) : CsvRows(text, file, unitSeconds);
        var ordered = rows.Where(row => row is { InputTokens: > 0, OutputTokens: > 0 }).OrderBy(row => row.Arrival).ToArray();
        if (ordered.Length == 0)
            throw new InvalidDataException($"{file} has no request with input and output tokens");
        var first = ordered[0].Arrival;
        return new([.. ordered.Select(row => row with { Arrival = row.Arrival - first })], Path.GetFileName(file));
    }

    private static IEnumerable<TracedRequest> CsvRows(StreamReader text, string file, double? unitSeconds)
    {
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null, BadDataFound = null });
        var format = csv.Read() && csv.ReadHeader() ? TraceFormat.Of(csv.HeaderRecord!) : null;
        if (format is null)
            throw Unknown(file, csv.HeaderRecord ?? []);
        while (csv.Read())
            yield return Row(format, csv.GetField, unitSeconds, $"{file}:{csv.Parser.RawRow}");
    }

    private static IEnumerable<TracedRequest> JsonRows(StreamReader text, string file, double? unitSeconds)
    {
        for (var line = 1; text.ReadLine() is { } json; line++)
        {
            if (json.Length == 0)
                continue;
            using var row = Parsed(json, $"{file}:{line}");
            var format = TraceFormat.Of([.. row.RootElement.EnumerateObject().Select(member => member.Name)])
                ?? throw Unknown(file, row.RootElement.EnumerateObject().Select(member => member.Name));
            var read = Row(format, name => row.RootElement.GetProperty(name).ToString(), unitSeconds, $"{file}:{line}");
            yield return row.RootElement.TryGetProperty("hash_ids", out var ids) ? read with { Blocks = Ids(ids, $"{file}:{line}") } : read;
        }
    }

    private static TracedRequest Row(TraceFormat format, Func<string, string?> field, double? unitSeconds, string at)
    {
        var arrival = format.Seconds(field(format.Arrival) ?? "", unitSeconds)
            ?? throw new InvalidDataException($"{at}: '{format.Arrival}' must be a number or a date with its time, not '{field(format.Arrival)}'");
        return new(arrival, Tokens(field(format.Input), format.Input, at), Tokens(field(format.Output), format.Output, at), []);
    }

    private static int Tokens(string? text, string column, string at) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var tokens) && tokens >= 0
            ? tokens
            : throw new InvalidDataException($"{at}: '{column}' must be a whole number of tokens, not '{text}'");

    private static JsonDocument Parsed(string json, string at)
    {
        try
        {
            return JsonDocument.Parse(json) is { RootElement.ValueKind: JsonValueKind.Object } row ? row : throw new InvalidDataException($"{at}: a JSON object per line is expected");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{at}: {broken.Message}", broken);
        }
    }

    private static long[] Ids(JsonElement ids, string at) => ids.ValueKind == JsonValueKind.Array && ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _))
        ? [.. ids.EnumerateArray().Select(id => id.GetInt64())]
        : throw new InvalidDataException($"{at}: 'hash_ids' must be whole numbers");

    private static InvalidDataException Unknown(string file, IEnumerable<string> columns) => new(
        $"{file} has the columns {string.Join(", ", columns)}; expected are those of one of: "
        + string.Join("; ", TraceFormat.All.Select(format => $"{format.Name} ({format.Arrival}, {format.Input}, {format.Output})")));
}
