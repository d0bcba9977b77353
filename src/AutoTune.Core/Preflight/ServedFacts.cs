using AutoTune.LanguageModels;
using AutoTune.Load;
using AutoTune.Provisioning;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>What rules and ranges of a space may mention: machine, model and workload.</summary>
internal static class ServedFacts
{
    public static Dictionary<string, ParameterValue> Of(EvaluationMode.Served served, SourcePosition? at, Diagnostics diagnostics)
    {
        var facts = new Dictionary<string, ParameterValue>
        {
            [SpaceFacts.Cores] = ParameterValue.Of((long)Environment.ProcessorCount),
            [SpaceFacts.Gpus] = ParameterValue.Of((long)served.Gpus),
            [SpaceFacts.MaxContext] = ParameterValue.Of((long)served.MaxContext),
            [SpaceFacts.HasDraftModel] = ParameterValue.Of(served.DraftModel is not null || served.Model is ModelReference.Synthetic),
            ["hardware.memory_gib"] = ParameterValue.Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30)),
            ["workload.input_mean"] = ParameterValue.Of(served.Workload.Input.Mean()),
            ["workload.output_mean"] = ParameterValue.Of(served.Workload.Output.Mean()),
        };
        if (Dimensions(served.Model, at, diagnostics) is { } model)
            Add(facts, model);
        return facts;
    }

    /// <returns>Null where it is no file, or none that can be read, which is told with its dimensions.</returns>
    public static string? OwnPrecision(ModelReference model) =>
        model is ModelReference.LocalFile { Path: var path } && File.Exists(path) && Header(path, null, new Diagnostics()) is { } header ? header.Precision : null;

    private static ModelDimensions? Dimensions(ModelReference model, SourcePosition? at, Diagnostics diagnostics)
    {
        switch (model)
        {
            case ModelReference.Synthetic:
                return Of(new SyntheticModelShape());
            case ModelReference.LocalFile { Path: var path } when !File.Exists(path):
                diagnostics.Error(at, $"the model file {path} does not exist");
                return null;
            case ModelReference.LocalFile { Path: var path }:
                return Header(path, at, diagnostics) is { } header ? Of(header) : null;
            default:
                return null;
        }
    }

    private static GgufHeader? Header(string path, SourcePosition? at, Diagnostics diagnostics)
    {
        try
        {
            return GgufHeader.Read(path);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            diagnostics.Error(at, problem.Message);
            return null;
        }
    }

    private static ModelDimensions Of(GgufHeader header) => new()
    {
        Architecture = header.Architecture,
        Layers = header.Layers,
        Hidden = header.EmbeddingLength,
        Heads = header.Heads,
        KvHeads = header.KeyValueHeads,
        FeedForward = header.FeedForwardLength,
        Vocabulary = header.VocabularySize,
        MaxContext = header.ContextLength,
    };

    private static ModelDimensions Of(SyntheticModelShape shape) => new()
    {
        Architecture = "llama",
        Layers = shape.Layers,
        Hidden = shape.Embedding,
        Heads = shape.Heads,
        KvHeads = shape.KeyValueHeads,
        FeedForward = shape.FeedForward,
        Vocabulary = shape.Vocabulary,
        MaxContext = shape.ContextLength,
    };

    private static void Add(Dictionary<string, ParameterValue> facts, ModelDimensions model)
    {
        facts["model.architecture"] = ParameterValue.Of(model.Architecture);
        facts["model.layers"] = ParameterValue.Of((long)model.Layers);
        facts["model.hidden"] = ParameterValue.Of((long)model.Hidden);
        facts["model.heads"] = ParameterValue.Of((long)model.Heads);
        facts["model.kv_heads"] = ParameterValue.Of((long)model.KvHeads);
        facts["model.feed_forward"] = ParameterValue.Of((long)model.FeedForward);
        facts["model.vocabulary"] = ParameterValue.Of((long)model.Vocabulary);
        facts["model.max_context"] = ParameterValue.Of((long)model.MaxContext);
    }
}
