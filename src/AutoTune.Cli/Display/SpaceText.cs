using AutoTune.SearchSpaces;

namespace AutoTune.Cli.Display;

/// <summary>What is searched, for people: a parameter a line, so that it fits a narrow terminal.</summary>
internal static class SpaceText
{
    public static void Write(TextWriter output, SpaceBranch branch)
    {
        output.WriteLine("parameters (default; values; flag):");
        var widest = branch.AllParameters.Select(parameter => Indent(branch, parameter).Length + parameter.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var parameter in branch.AllParameters)
            output.WriteLine($"  {(Indent(branch, parameter) + parameter.Name).PadRight(widest)}  {Facts(branch, parameter)}");
        if (branch.Rules.Count > 0)
            output.WriteLine("rules:");
        foreach (var rule in branch.Rules)
            output.WriteLine($"  {rule.Text}");
        if (branch.Seeds.Count > 0)
            output.WriteLine("recipes:");
        foreach (var seed in branch.Seeds)
            output.WriteLine($"  {seed.Name}{(seed.Set.Count > 0 ? ": " : "")}{string.Join(", ", seed.Set.Select(set => $"{set.Key} = {set.Value}"))}");
    }

    private static string Indent(SpaceBranch branch, Parameter parameter) => branch.ParentOf(parameter.Name) is null ? "" : "  ";

    private static string Facts(SpaceBranch branch, Parameter parameter)
    {
        var parts = new List<string> { parameter.Default.ToString(), Values(parameter) };
        if (parameter.Binding is SettingBinding.Flag flag)
            parts.Add(flag.Name);
        if (parameter.Binding is SettingBinding.ConfigKey key)
            parts.Add($"key {key.Path}");
        if (branch.ParentOf(parameter.Name) is var (choice, option))
            parts.Add($"only with {choice.Name} = {option}");
        return string.Join("; ", parts);
    }

    private static string Values(Parameter parameter) => parameter switch
    {
        Parameter.Integer one => $"{one.Low} to {one.High}",
        Parameter.Real one => $"{one.Low} to {one.High}",
        _ => parameter.Domain.Replace("one of ", "", StringComparison.Ordinal),
    };
}
