using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>Reads <c>also: [{name: long prompts, workload: {…}, slo: {…}, margin: 10%}]</c>.</summary>
internal static class AlsoReader
{
    /// <param name="slo">The study's, where one has none of its own.</param>
    public static ImmutableArray<AlsoWorkload> Read(MappingReader map, string file, Slo slo)
    {
        if (map.OptionalList("also") is not { } list)
            return [];
        if (list.Count == 0)
            map.Error("also", "'also' has no workload; leave it out");
        ImmutableArray<AlsoWorkload> read = [.. list.Select(item => One(MappingReader.Open(item, map.Diagnostics, "a workload of 'also'"), file, slo))];
        foreach (var twice in read.GroupBy(also => also.Name).Where(group => group.Count() > 1))
            map.Error("also", $"'also' has two workloads named '{twice.Key}'");
        return read;
    }

    private static AlsoWorkload One(MappingReader item, string file, Slo slo)
    {
        var read = new AlsoWorkload(
            item.RequiredText("name"),
            WorkloadReader.Read(item, file),
            item.Has("slo") ? ServedReader.SloOf(item) : slo,
            item.OptionalShare("margin") ?? AlsoWorkload.DefaultMargin);
        item.Finish();
        if (item.Has("name") && string.IsNullOrWhiteSpace(read.Name))
            item.Error("name", "a workload of 'also' needs a name");
        if (read.Margin >= 1)
            item.Error("margin", "'margin' is the share of capacity that may be lost: from 0% to below 100%");
        return read;
    }
}
