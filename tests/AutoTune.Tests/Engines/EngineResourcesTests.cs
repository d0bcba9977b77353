using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>What a configuration takes of a node, as an engine's file says it.</summary>
public sealed class EngineResourcesTests
{
    private const string Tensor = """
        gpus: tp * pp
        parameters:
          tp: {type: integer, range: [1, "max(1, gpus)"], scale: log, default: 1, flag: --tp, role: tensor_parallel}
          pp: {type: integer, range: [1, 2], default: 1, flag: --pp, role: pipeline_parallel}
          replicas: {type: integer, range: [1, "max(1, gpus)"], default: 1, launch: replicas, role: replicas}
        """;

    [Theory]
    [InlineData("", 1, 1, 8)]
    [InlineData("tp=4", 4, 1, 2)]
    [InlineData("tp=4 replicas=2", 4, 2, 1)]
    [InlineData("tp=2 pp=2", 4, 1, 2)]
    [InlineData("replicas=3", 1, 3, 2)]
    public void A_configuration_takes_the_cards_of_its_servers_and_its_copies_the_rest(string settings, int gpus, int replicas, int copies)
    {
        var engine = Read(Tensor, gpus: 8);
        var resources = new EngineResources([engine], gpus: 8);
        var config = Configure(engine, settings);
        Assert.Equal(new ResourceRequest(gpus) { Replicas = replicas }, resources.Of(config));
        Assert.Equal(new ResourceRequest(gpus) { Replicas = replicas, Copies = copies }, resources.FillingTheMachine(config));
        Assert.Equal(gpus * replicas, resources.Of(config).CandidateGpus);
    }

    [Theory]
    [InlineData("tp=8 pp=2", "replicas * (tp * pp) <= max(1, gpus)")]
    [InlineData("tp=4 replicas=3", "replicas * (tp * pp) <= max(1, gpus)")]
    [InlineData("tp=8", null)]
    [InlineData("tp=2 pp=2 replicas=2", null)]
    public void What_does_not_fit_on_the_node_breaks_a_rule_that_nobody_wrote(string settings, string? rule)
    {
        var engine = Read(Tensor, gpus: 8);
        Assert.Equal(rule, engine.Branch.BrokenRule(Configure(engine, settings))?.Text);
    }

    [Fact]
    public void A_server_that_takes_what_it_is_given_gets_an_equal_part()
    {
        var engine = Read("parameters:\n  n: {type: integer, range: [1, 8], default: 1, launch: replicas}\n", gpus: 6);
        Assert.Equal(new ResourceRequest(2) { Replicas = 3 }, new EngineResources([engine], gpus: 6).Of(Configure(engine, "n=3")));
        Assert.Equal("gpus % n == 0", engine.Branch.BrokenRule(Configure(engine, "n=4"))?.Text);
    }

    [Fact]
    public void On_a_processor_servers_take_no_card_and_have_no_copies()
    {
        var engine = Read("parameters:\n  n: {type: integer, range: [1, 8], default: 1, launch: replicas}\n", gpus: 0);
        Assert.Equal(new ResourceRequest(0) { Replicas = 3 }, new EngineResources([engine], gpus: 0).FillingTheMachine(Configure(engine, "n=3")));
        Assert.Null(engine.Branch.BrokenRule(Configure(engine, "n=3")));
    }

    [Theory]
    [InlineData("gpus: tq\nparameters:\n  tp: {type: integer, range: [1, 2], default: 1, flag: --tp}\n", "did you mean 'tp'?")]
    [InlineData("gpus: tp\nparameters:\n  fast: {type: boolean, default: false, flag: --fast}\n  tp: {type: integer, range: [1, 2], default: 1, flag: --tp, when: fast}\n", "'gpus' mentions 'tp', which is not always active")]
    [InlineData("parameters:\n  a: {type: integer, range: [1, 2], default: 1, launch: replicas}\n  b: {type: integer, range: [1, 2], default: 1, launch: replicas}\n", "'b' is a second count of servers; one is allowed")]
    [InlineData("parameters:\n  a: {type: boolean, default: false, launch: replicas}\n", "'a' counts servers, so it is an integer")]
    [InlineData("parameters:\n  a: {type: integer, range: [1, 2], default: 1, launch: copies}\n", "'launch' cannot be 'copies'")]
    [InlineData("parameters:\n  a: {type: integer, range: [1, 2], default: 1, flag: --a, launch: replicas}\n", "several of flag or env, key, variant, launch; one is allowed")]
    [InlineData("parameters:\n  a: {type: integer, range: [0, 2], default: 1, launch: replicas}\n", "'a' counts servers, so its range begins at 1 or above, not at 0")]
    [InlineData("gpus: tp - 1\nparameters:\n  tp: {type: integer, range: [1, 2], default: 1, flag: --tp}\n", "the defaults break the constraint '(tp - 1) >= 1 and (tp - 1) % 1 == 0' (tp = 1)")]
    [InlineData("gpus: tp / 2\nparameters:\n  tp: {type: integer, range: [1, 3], default: 3, flag: --tp}\n", "the defaults break the constraint '(tp / 2) >= 1 and (tp / 2) % 1 == 0' (tp = 3)")]
    [InlineData("gpus: 0\nparameters:\n  tp: {type: integer, range: [1, 3], default: 3, flag: --tp}\n", "the constraint '(0) >= 1 and (0) % 1 == 0' can never hold")]
    [InlineData("gpus: model.heads\nparameters:\n  tp: {type: integer, range: [1, 3], default: 3, flag: --tp}\n", "'gpus' mentions 'model.heads', whose value is not known here")]
    public void What_cannot_be_counted_is_one_clear_error(string text, string error)
    {
        var diagnostics = new Diagnostics();
        Assert.Null(EngineReader.Read(YamlReader.Read(Head + text, "engine.yaml", diagnostics)!, Facts(2), diagnostics));
        Assert.Contains(diagnostics.Items, item => item.Message.Contains(error, StringComparison.Ordinal) && item.Position is not null);
    }

    private const string Head = """
        engine: e
        command: [e, "{model}", --port, "{port}"]
        port: 1
        readiness: {health: /health, models: /v1/models}
        shutdown: {signal: SIGTERM, grace: 1s}

        """;

    private static Dictionary<string, ParameterValue> Facts(int gpus) => new() { [SpaceFacts.Gpus] = ParameterValue.Of((long)gpus), [SpaceFacts.Cores] = ParameterValue.Of(2L) };

    private static EngineDefinition Read(string text, int gpus)
    {
        var diagnostics = new Diagnostics();
        var engine = EngineReader.Read(YamlReader.Read(Head + text, "engine.yaml", diagnostics)!, Facts(gpus), diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }

    private static ServingConfig Configure(EngineDefinition engine, string settings) => engine.Branch.Configure(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => ParameterValue.Of(long.Parse(pair[1]))));
}
