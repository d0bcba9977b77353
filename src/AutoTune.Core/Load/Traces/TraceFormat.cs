using System.Globalization;

namespace AutoTune.Load.Traces;

/// <summary>The columns of a publisher's files.</summary>
/// <param name="Name">As studies write it.</param>
/// <param name="UnitSeconds">Of a number in the column of arrivals.</param>
internal sealed record TraceFormat(string Name, string Arrival, string Input, string Output, double UnitSeconds)
{
    /// <summary>In the order in which a file is tried.</summary>
    public static IReadOnlyList<TraceFormat> All { get; } =
    [
        new("autotune", "arrival_s", "input_tokens", "output_tokens", 1),
        // Azure's LLM inference traces, 2023 and 2024: a date and time.
        new("azure", "TIMESTAMP", "ContextTokens", "GeneratedTokens", 1),
        // BurstGPT: seconds; an answer of 0 tokens is a failure.
        new("burstgpt", "Timestamp", "Request tokens", "Response tokens", 1),
        // Mooncake's JSON lines: milliseconds.
        new("mooncake", "timestamp", "input_length", "output_length", 1e-3),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Near enough for a double to hold microseconds.</summary>
    private static readonly DateTime Epoch = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="columns">Of a header, or the members of a JSON line.</param>
    /// <returns>Null where no format has these columns.</returns>
    public static TraceFormat? Of(IReadOnlyCollection<string> columns) =>
        All.FirstOrDefault(format => columns.Contains(format.Arrival) && columns.Contains(format.Input) && columns.Contains(format.Output));

    /// <returns>Seconds on the file's own clock; null where it is neither a number nor a time.</returns>
    public double? Seconds(string arrival, double? unitSeconds) =>
        double.TryParse(arrival, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number * (unitSeconds ?? UnitSeconds)
        : DateTime.TryParse(arrival, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? (time - Epoch).TotalSeconds
        : null;
}
