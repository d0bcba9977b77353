using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Storage;

/// <summary>The stored form of events: <c>{"v": 1, "event": {"$type": "trial_asked", …}}</c>, snake_case.</summary>
/// <remarks>Strict where it was written by this version or an earlier one; what a later version wrote is read as far as this one knows it.</remarks>
public static class EventJson
{
    /// <summary>Raised when a member changes its meaning or a new one has to be understood.</summary>
    public const int Version = 1;

    /// <summary>Strict; for single events, outcomes, goals, probes, requests. Serialise members of a family by its base type, or <c>$type</c> is missing.</summary>
    public static JsonSerializerOptions Options { get; } = Create(JsonUnmappedMemberHandling.Disallow);

    private static readonly JsonTypeInfo<StudyEvent> Strict = (JsonTypeInfo<StudyEvent>)Options.GetTypeInfo(typeof(StudyEvent));

    private static readonly JsonTypeInfo<StudyEvent> Lenient = (JsonTypeInfo<StudyEvent>)Create(JsonUnmappedMemberHandling.Skip).GetTypeInfo(typeof(StudyEvent));

    public static string Serialize(StudyEvent happened) => $$"""{"v":{{Version}},"event":{{JsonSerializer.Serialize(happened, Strict)}}}""";

    /// <exception cref="JsonException">No stored event, or of a kind that this version does not know.</exception>
    public static StudyEvent Deserialize(string stored)
    {
        using var document = JsonDocument.Parse(stored);
        var (version, body) = Open(document.RootElement);
        try
        {
            return body.Deserialize(version > Version ? Lenient : Strict) ?? throw new JsonException("A stored event is null.");
        }
        catch (JsonException unknown) when (version > Version)
        {
            throw new JsonException($"A later version of AutoTune wrote this event (format {version}; this one knows {Version}): {unknown.Message}", unknown);
        }
    }

    private static (int Version, JsonElement Body) Open(JsonElement envelope) =>
        envelope.ValueKind == JsonValueKind.Object
        && envelope.TryGetProperty("v", out var v) && v.TryGetInt32(out var version)
        && envelope.TryGetProperty("event", out var body)
            ? (version, body)
            : throw new JsonException("A stored event has the members v (a whole number) and event.");

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unknownMembers)
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = unknownMembers,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            AllowOutOfOrderMetadataProperties = true,
            IgnoreReadOnlyProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = EventJsonContext.Default.WithAddedModifier(ClosedFamilies.Describe),
            Converters = { Name<LaunchPurpose>(), Name<VerdictKind>(), Name<FailurePolicy>(), Name<Retry>(), Name<Scale>() },
        };
        options.MakeReadOnly();
        return options;
    }

    private static JsonStringEnumConverter<T> Name<T>()
        where T : struct, Enum => new(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
}
