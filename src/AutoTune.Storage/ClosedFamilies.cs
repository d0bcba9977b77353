using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AutoTune.Trials;

namespace AutoTune.Storage;

/// <summary>Tells the serialiser the members of Core's closed families, so that Core stays free of it.</summary>
/// <remarks>A member's <c>$type</c> is its name in snake case. Members are found by reflection: a new one needs a line in <see cref="EventJsonContext"/> only, and a test says so.</remarks>
internal static class ClosedFamilies
{
    public static readonly IReadOnlyList<Type> All = [typeof(StudyEvent), typeof(LaunchEvent), typeof(TrialOutcome), typeof(Goal), typeof(FinalsDecision)];

    public static IEnumerable<Type> MembersOf(Type family) => family.GetNestedTypes().Where(nested => nested.IsSubclassOf(family));

    /// <summary>A modifier of the source-generated metadata.</summary>
    public static void Describe(JsonTypeInfo type)
    {
        if (!All.Contains(type.Type))
            return;
        type.PolymorphismOptions = new JsonPolymorphismOptions();
        foreach (var member in MembersOf(type.Type))
            type.PolymorphismOptions.DerivedTypes.Add(new(member, JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)));
    }
}
