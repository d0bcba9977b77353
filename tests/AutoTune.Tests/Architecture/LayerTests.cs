using Xunit;

namespace AutoTune.Tests.Architecture;

public sealed class LayerTests
{
    private static readonly IReadOnlySet<TypeUse> Uses = TypeUse.Of(typeof(Tuner).Assembly.Location);

    [Fact]
    public void No_folder_of_Core_uses_a_folder_above_it()
    {
        var violations = LayerTable.Violations(LayerTable.OfCore, Uses).ToList();

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Every_folder_of_Core_has_its_place_in_the_table()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src", "AutoTune.Core")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        var namespaces = Uses.Select(use => LayerTable.LayerOf(use.User)).OfType<string>().Where(layer => layer != "AutoTune").Distinct();

        Assert.Equal(LayerTable.OfCore.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal)!);
        Assert.Empty(namespaces.Except(LayerTable.OfCore.Keys));
    }

    [Fact]
    public void A_forbidden_use_is_named_with_its_type_even_inside_an_asynchronous_method()
    {
        var stricter = new Dictionary<string, string[]>(LayerTable.OfCore) { ["Launching"] = [] };

        var violations = LayerTable.Violations(stricter, Uses).ToList();

        Assert.Contains("AutoTune.Launching.ReadinessCheck uses AutoTune.Engines.FailureClassifier: Launching may use Yaml, Randomness, not Engines.", violations);
    }

    [Fact]
    public void Core_cannot_use_the_tuner_from_below()
    {
        var violation = Assert.Single(LayerTable.Violations(LayerTable.OfCore, [new TypeUse("AutoTune.Finals.FinalStage", "AutoTune.Tuner")]));

        Assert.EndsWith("not the root namespace.", violation, StringComparison.Ordinal);
    }
}
