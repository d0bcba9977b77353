using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.Reports;

internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
