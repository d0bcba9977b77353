using AutoTune.SearchSpaces;

namespace AutoTune.Search.Impact;

/// <summary>One parameter of one engine, or the choice of the engine, and how its values fall into groups.</summary>
/// <param name="Parameter">Null for the choice of the engine.</param>
internal sealed record ImpactColumn(string? Engine, string Name, Parameter? Parameter)
{
    private const int MostRanges = 4;

    public static IEnumerable<ImpactColumn> Of(SearchSpace space)
    {
        if (space.Branches.Count > 1)
            yield return new(Engine: null, "engine", Parameter: null);
        foreach (var branch in space.Branches)
            foreach (var parameter in branch.AllParameters)
                yield return new(branch.Name, parameter.Name, parameter);
    }

    public bool IsActive(Observation one) => Parameter is null || (one.Config.Engine == Engine && one.Config.Values.ContainsKey(Name));

    /// <summary>A group per value; numbers of many values fall into a few ranges. In the parameter's order.</summary>
    public IReadOnlyList<ValueGroup> Groups(IReadOnlyList<Observation> active) =>
        Parameter is Parameter.Integer or Parameter.Real ? Ranges(active) : ByText(active);

    private List<ValueGroup> ByText(IReadOnlyList<Observation> active)
    {
        var order = InOrder(active);
        return
        [
            .. active.GroupBy(Text)
                .OrderBy(group => order.IndexOf(group.Key))
                .Select(group => new ValueGroup(group.Key, [.. group])),
        ];
    }

    private List<string> InOrder(IReadOnlyList<Observation> active) => Parameter switch
    {
        Parameter.Ordinal gene => [.. gene.Values.Select(value => value.ToString())],
        Parameter.Categorical gene => [.. gene.Values],
        Parameter.Choice gene => [.. gene.Options.Select(option => option.Name)],
        _ => [.. active.Select(Text).Order(StringComparer.Ordinal)],
    };

    private List<ValueGroup> Ranges(IReadOnlyList<Observation> active)
    {
        double[] sorted = [.. active.Select(Number).Order()];
        var distinct = sorted.Distinct().Count();
        return
        [
            .. active.GroupBy(one => distinct <= MostRanges ? Number(one) : Array.IndexOf(sorted, Number(one)) * MostRanges / sorted.Length)
                .OrderBy(group => group.Key)
                .Select(group => new ValueGroup(Range(group), [.. group])),
        ];
    }

    private string Range(IEnumerable<Observation> group)
    {
        var (low, high) = (group.MinBy(Number)!, group.MaxBy(Number)!);
        return Number(low) == Number(high) ? Text(low) : $"{Text(low)} to {Text(high)}";
    }

    private string Text(Observation one) => Parameter is null ? one.Config.Engine : one.Config[Name].ToString();

    private double Number(Observation one) => one.Config[Name].Number;
}

internal sealed record ValueGroup(string Label, IReadOnlyList<Observation> Members);
