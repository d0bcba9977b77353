using System.Text.Json;
using AutoTune.Engines;
using AutoTune.MockEngine.Fakes;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>The built-in engines against flag lists that were extracted from their sources.</summary>
public sealed class RecordedFlagsTests
{
    private const string Model = "meta-llama/Llama-3.1-8B-Instruct";

    public static TheoryData<string, string> Engines => new() { { "vllm", "vllm_flags.json" }, { "sglang", "sglang_flags.json" }, { "llama-cpp", "llamacpp_flags.json" } };

    [Theory]
    [MemberData(nameof(Engines))]
    public void Every_flag_of_an_engine_is_one_that_it_has(string name, string list)
    {
        var recorded = Read(list);
        var engine = Load(name);
        var missing = FlagsOf(engine).Where(flag => !recorded.ContainsKey(flag)).ToArray();
        Assert.True(missing.Length == 0, $"not in {list}: {string.Join(", ", missing)}");
        Assert.All(FlagsOf(engine), flag => Assert.False(IsTrue(recorded[flag], "removed") || IsTrue(recorded[flag], "deprecated"), $"{flag} is going away"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Every_value_is_one_that_the_flag_takes(string name, string list)
    {
        var recorded = Read(list);
        foreach (var (flag, value) in ValuesOf(Load(name)))
        {
            if (!recorded[flag].TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || IsTrue(recorded[flag], "open_choices"))
                continue;
            Assert.Contains(value, choices.EnumerateArray().Select(choice => choice.ToString()));
        }
    }

    [Theory]
    [InlineData("vllm", "vllm_flags.json")]
    [InlineData("sglang", "sglang_flags.json")]
    public void A_default_that_the_engine_names_is_the_spaces(string name, string list)
    {
        var recorded = Read(list);
        foreach (var parameter in Load(name).Branch.AllParameters)
            if (parameter.Binding is SettingBinding.Flag flag && recorded[flag.Name].TryGetProperty("default", out var named) && named.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                Assert.True(named.ValueKind == JsonValueKind.Number ? named.GetDouble() == parameter.Default.Number : named.GetBoolean() == parameter.Default.IsTrue, $"{parameter.Name}: {parameter.Default}, the engine's is {named}");
    }

    [Fact]
    public void A_fake_engine_takes_every_flag_of_a_recorded_list()
    {
        var (without, strict) = (new FakeSettings("h100-sxm", 8, Model, Flags: null), new FakeSettings("h100-sxm", 8, Model, SharedData.Facts));
        Assert.Empty(FakeStart.Of("vllm", $"serve {Model} --enable-auto-tool-choice --tool-call-parser hermes".Split(' '), strict).Refusals);
        Assert.NotEmpty(FakeStart.Of("vllm", $"serve {Model} --enable-auto-tool-choice".Split(' '), without).Refusals);
    }

    private static IEnumerable<string> FlagsOf(EngineDefinition engine) =>
        engine.Command.Concat(engine.Always.SelectMany(group => group)).Where(word => word.StartsWith("--", StringComparison.Ordinal))
            .Concat(engine.Context is { } context ? [context.Flag] : Array.Empty<string>())
            .Concat(engine.Branch.AllParameters.OfType<Parameter.Choice>().SelectMany(choice => choice.Options).SelectMany(option => option.Arguments).Where(word => word.StartsWith("--", StringComparison.Ordinal)))
            .Concat(engine.Branch.AllParameters.Select(parameter => parameter.Binding).OfType<SettingBinding.Flag>().SelectMany(flag => new[] { flag.Name, flag.Negation }.OfType<string>()))
            .Distinct();

    private static IEnumerable<(string Flag, string Value)> ValuesOf(EngineDefinition engine)
    {
        foreach (var parameter in engine.Branch.AllParameters)
            if (parameter is Parameter.Categorical or Parameter.Ordinal && parameter.Binding is SettingBinding.Flag flag)
                foreach (var value in UnitScale.Values(parameter).Where(value => value != parameter.Default))
                    yield return (flag.Name, value.ToString());
        foreach (var option in engine.Branch.AllParameters.OfType<Parameter.Choice>().SelectMany(choice => choice.Options))
            for (var index = 0; index + 1 < option.Arguments.Count; index++)
                if (option.Arguments[index].StartsWith('-') && !option.Arguments[index + 1].StartsWith('-') && !option.Arguments[index + 1].Contains('{'))
                    yield return (option.Arguments[index], option.Arguments[index + 1]);
    }

    private static EngineDefinition Load(string name)
    {
        var diagnostics = new Diagnostics();
        var engine = EngineCatalog.Load(name, ".", facts: null, diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }

    /// <summary>By every spelling; of a flag that can be negated, the negation too.</summary>
    private static Dictionary<string, JsonElement> Read(string list)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.Facts, list)));
        var flags = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var flag in document.RootElement.GetProperty("flags").EnumerateArray().Select(flag => flag.Clone()))
        {
            var name = flag.GetProperty("name").GetString()!;
            foreach (var spelling in flag.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!).Prepend(name))
                flags.TryAdd(spelling, flag);
            if (IsTrue(flag, "negatable"))
                flags.TryAdd($"--no-{name[2..]}", flag);
            if (flag.TryGetProperty("negations", out var negations) && negations.ValueKind == JsonValueKind.Array)
                foreach (var negation in negations.EnumerateArray())
                    flags.TryAdd(negation.GetString()!, flag);
        }
        return flags;
    }

    private static bool IsTrue(JsonElement flag, string member) => flag.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;
}
