using System.Text.Json;
using AutoTune.SearchSpaces;
using AutoTune.Storage;
using AutoTune.Trials;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Storage;

public sealed class EventJsonTests
{
    private const string Interrupted = """{"$type":"study_interrupted","why":"Ctrl-C","at":"2026-01-02T03:04:05+00:00"}""";

    [Fact]
    public void Every_event_survives_a_round_trip() =>
        EventGenerators.Event.Sample(happened => Shape.Of(EventJson.Deserialize(EventJson.Serialize(happened))) == Shape.Of(happened), iter: 2000, print: Shape.Of);

    [Fact]
    public void Every_member_of_a_closed_family_is_generated_above_and_known_to_the_serialiser()
    {
        var seen = EventGenerators.Sample(2000).SelectMany(Families).ToHashSet();
        foreach (var member in ClosedFamilies.All.SelectMany(ClosedFamilies.MembersOf))
        {
            Assert.Contains(member, seen);
            Assert.NotNull(EventJson.Options.GetTypeInfo(member));
        }
    }

    [Theory]
    [InlineData("1", ValueKind.Integer)]
    [InlineData("1.0", ValueKind.Real)]
    [InlineData("-0.0", ValueKind.Real)]
    [InlineData("1000000000000000000000.0", ValueKind.Real)]
    [InlineData("1E-07", ValueKind.Real)]
    [InlineData("true", ValueKind.Boolean)]
    [InlineData("\"1\"", ValueKind.Text)]
    public void A_value_keeps_its_kind_and_its_form(string json, ValueKind kind)
    {
        var config = $$$"""{"engine":"e","values":{"p":{{{json}}}}}""";
        var read = JsonSerializer.Deserialize<ServingConfig>(config, EventJson.Options)!;
        Assert.Equal(kind, read["p"].Kind);
        Assert.Equal(config, JsonSerializer.Serialize(read, EventJson.Options));
    }

    [Theory]
    [InlineData("""{"engine":"e"}""")]
    [InlineData("""{"engine":"e","values":{},"v":1}""")]
    [InlineData("""{"engine":"e","values":{"a":1,"a":2}}""")]
    [InlineData("""{"engine":"e","values":{"a":[1]}}""")]
    [InlineData("""{"engine":1,"values":{}}""")]
    [InlineData("""["e"]""")]
    public void A_configuration_of_another_form_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ServingConfig>(json, EventJson.Options));

    [Fact]
    public void A_value_that_is_not_finite_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(ParameterValue.Of(double.NaN), EventJson.Options.GetTypeInfo(typeof(ParameterValue))));

    [Fact]
    public void Events_are_stored_with_the_version_of_their_form()
    {
        var read = EventJson.Deserialize($$"""{"v":1,"event":{{Interrupted}}}""");
        Assert.Equal("Ctrl-C", Assert.IsType<StudyEvent.StudyInterrupted>(read).Why);
        Assert.Equal($$"""{"v":1,"event":{{Interrupted}}}""", EventJson.Serialize(read));
    }

    [Fact]
    public void A_database_may_reorder_members() =>
        Assert.IsType<StudyEvent.StudyInterrupted>(EventJson.Deserialize("""{"event":{"at":"2026-01-02T03:04:05+00:00","why":"x","$type":"study_interrupted"},"v":1}"""));

    [Fact]
    public void An_unknown_member_fails_in_this_version_and_is_passed_over_in_a_later_one()
    {
        var more = Interrupted.Replace("\"why\"", "\"mood\":{\"a\":[1]},\"why\"", StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => EventJson.Deserialize($$"""{"v":1,"event":{{more}}}"""));
        Assert.IsType<StudyEvent.StudyInterrupted>(EventJson.Deserialize($$"""{"v":2,"event":{{more}}}"""));
    }

    [Fact]
    public void An_event_that_only_a_later_version_knows_says_so()
    {
        var error = Assert.Throws<JsonException>(() => EventJson.Deserialize("""{"v":2,"event":{"$type":"study_paused","at":"2026-01-02T03:04:05+00:00"}}"""));
        Assert.Contains("later version of AutoTune wrote this event (format 2; this one knows 1)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"v":1,"event":null}""")]
    [InlineData("""{"v":1,"event":{"$type":"study_interrupted","why":"x"}}""")]
    [InlineData("""{"v":1,"event":{"$type":"study_interrupted","why":null,"at":"2026-01-02T03:04:05+00:00"}}""")]
    public void What_is_no_event_is_refused(string stored) => Assert.Throws<JsonException>(() => EventJson.Deserialize(stored));

    private static IEnumerable<Type> Families(StudyEvent happened) => happened switch
    {
        StudyEvent.LaunchBegun begun => [happened.GetType(), begun.Goal.GetType()],
        StudyEvent.LaunchSaw saw => [happened.GetType(), saw.Seen.GetType()],
        StudyEvent.LaunchEnded ended => [happened.GetType(), ended.Outcome.GetType()],
        StudyEvent.FinalsDecided decided => [happened.GetType(), decided.Decision.GetType()],
        _ => [happened.GetType()],
    };
}
