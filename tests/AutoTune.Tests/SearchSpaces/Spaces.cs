using AutoTune.SearchSpaces;
using AutoTune.Tests.Yaml;
using AutoTune.Yaml;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.SearchSpaces;

/// <summary>Small spaces for tests.</summary>
internal static class Spaces
{
    public const string Example = """
        parameters:
          slots: {type: integer, range: [1, 64], scale: log, default: 4, role: running_requests}
          batch: {type: integer, range: [32, 4096], scale: log, default: 2048}
          ubatch: {type: integer, range: [16, 2048], scale: log, default: 512}
          ratio: {type: float, range: [0, 1], default: 0.5}
          attention: {type: categorical, values: ["on", "off"], default: "on"}
          unified: {type: boolean, default: true}
          kv: {type: ordinal, values: [q4_0, q8_0, f16], default: f16, role: kv}
          speculation:
            type: choice
            default: "off"
            options:
              "off": {}
              draft:
                parameters:
                  draft_tokens: {type: integer, range: [1, 16], default: 3}
                  draft_min: {type: integer, range: [0, 8], default: 0, when: draft_tokens > 2}
              ngram: {parameters: {ngram_size: {type: integer, range: [2, 24], default: 12}}}
          reuse: {type: integer, range: [0, 1024], default: 0, when: "speculation == 'off'"}
        constraints: [ubatch <= batch, "kv != 'f16' => attention == 'on'", draft_min <= draft_tokens, slots * ubatch <= 16384]
        seeds:
          - {name: vendor default, set: {}}
          - {name: many, set: {slots: 16}, source: a guide}
          - {name: guess, set: {speculation: draft, draft_tokens: 8}}
        hints: {queue: {slots: raise}}
        """;

    public static SpaceBranch Read(string text, IReadOnlyDictionary<string, ParameterValue>? facts = null)
    {
        var diagnostics = new Diagnostics();
        var map = MappingReader.Open(YamlReaderTests.Read(text), diagnostics, "the space", SpaceKeys.File);
        var branch = SpaceReader.Read("example", map, facts ?? new Dictionary<string, ParameterValue>());
        Assert.Equal("", string.Join('\n', diagnostics.Items));
        return branch!;
    }

    /// <summary>Anywhere in the space, whether the rules hold or not.</summary>
    public static Gen<ServingConfig> Any(SpaceBranch branch) => Gen.Double[0, 1].Array[branch.AllParameters.Count].Select(units => branch.Configure(
        branch.AllParameters.Select((parameter, index) => KeyValuePair.Create(parameter.Name, UnitScale.FromUnit(parameter, units[index]))).ToDictionary()));
}
