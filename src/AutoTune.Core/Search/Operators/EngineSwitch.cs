using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>The same deployment on another engine: homologous settings move over, the rest is the new vendor's default.</summary>
internal static class EngineSwitch
{
    /// <param name="target">An engine other than <paramref name="config"/>'s.</param>
    public static ServingConfig Apply(SpaceBranch source, ServingConfig config, SpaceBranch target)
    {
        var values = new Dictionary<string, ParameterValue>();
        foreach (var gene in target.AllParameters)
            if (Homology.Partner(gene, target, source, config) is { } partner
                && Homology.Translate(partner, config[partner.Name], gene) is { } value)
            {
                values[gene.Name] = value;
            }
        return target.Configure(values);
    }
}
