using System.Text;
using AutoTune.Engines;
using AutoTune.SearchSpaces;
using AutoTune.Tests.Architecture;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary><c>search-spaces/genes.md</c>: which engine has which gene, under which name. Written by this test (AUTOTUNE_UPDATE_SCHEMAS=1), so that it cannot say what the files do not.</summary>
public sealed class GeneTableTests
{
    private static readonly string[] Engines = ["vllm", "sglang", "tensorrt-llm", "llama-cpp"];

    private static readonly string File = Path.Combine(Repository.Root, "search-spaces", "genes.md");

    [Fact]
    public void The_table_of_genes_is_what_the_engines_files_have()
    {
        var table = Table();
        if (Environment.GetEnvironmentVariable("AUTOTUNE_UPDATE_SCHEMAS") is not null)
            System.IO.File.WriteAllText(File, table);
        Assert.Equal(table, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("running_requests")]
    [InlineData("weights")]
    [InlineData("kv")]
    [InlineData("draft_tokens")]
    [InlineData("speculation")]
    [InlineData("replicas")]
    public void What_every_engine_can_be_tuned_by_is_there_in_each(string role) =>
        Assert.All(Engines, engine => Assert.Contains(Load(engine).Branch.AllParameters, parameter => parameter.Role == role));

    private static string Table()
    {
        var engines = Engines.Select(Load).ToArray();
        var text = new StringBuilder("# Genes by engine\n\nMade from the engines' files: the parameter that has the role, with the flag, key or variable that carries it. What stands in one engine alone is at the end.\nWhere names and values come from is in each file's head and in the tests that hold them against recorded lists.\n\n");
        text.Append("| role | ").AppendJoin(" | ", engines.Select(engine => engine.Title)).Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---|", engines.Length))).Append('\n');
        var roles = engines.SelectMany(engine => engine.Branch.AllParameters).Select(parameter => parameter.Role).OfType<string>().Distinct().ToArray();
        foreach (var role in roles.OrderByDescending(role => engines.Count(engine => Of(engine, role).Length > 0)).ThenBy(role => role, StringComparer.Ordinal))
            text.Append($"| `{role}` | ").AppendJoin(" | ", engines.Select(engine => Of(engine, role))).Append(" |\n");
        return text.ToString();
    }

    private static string Of(EngineDefinition engine, string role) => string.Join(", ", engine.Branch.AllParameters.Where(parameter => parameter.Role == role).Select(parameter => parameter.Binding switch
    {
        SettingBinding.Flag flag => $"`{flag.Name}`",
        SettingBinding.ConfigKey key => $"`{key.Path}`",
        SettingBinding.EnvironmentVariable variable => $"`{variable.Name}`",
        SettingBinding.Replicas => "servers",
        SettingBinding.ModelVariant { Online.Count: > 0 } variant => $"which file, or made: {string.Join(", ", variant.Online.Select(one => $"{one.Key} by `{string.Join(' ', one.Value)}`"))}",
        SettingBinding.ModelVariant => "which file",
        _ when parameter is Parameter.Choice choice => string.Join(" · ", choice.Options.Select(option => option.Name)),
        _ => parameter.Name,
    }).Distinct());

    private static EngineDefinition Load(string name) => HubEngines.Load(name, "deepseek-ai/DeepSeek-V3", "h200-sxm");
}
