using AutoTune.LanguageModels;
using AutoTune.Provisioning;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>The model's sizes, from wherever they can be had without a download.</summary>
internal static class ModelFacts
{
    private const string ConfigFile = "config.json";

    /// <returns>Null where nobody here knows them; a file that cannot be read is an error.</returns>
    public static ModelDimensions? DimensionsOf(ModelReference model, SourcePosition? at, Diagnostics diagnostics)
    {
        switch (model)
        {
            case ModelReference.Synthetic:
                return Of(new SyntheticModelShape());
            case ModelReference.LocalFile { Path: var folder } when Directory.Exists(folder):
                return OfConfig(Path.Combine(folder, ConfigFile), at, diagnostics);
            case ModelReference.LocalFile { Path: var path } when !File.Exists(path):
                diagnostics.Error(at, $"the model file {path} does not exist");
                return null;
            case ModelReference.LocalFile { Path: var path }:
                return Header(path, at, diagnostics) is { } header ? Of(header) : null;
            case ModelReference.Hub { Id: var id }:
                return HubCache.ConfigOf(id) is { } kept ? OfConfig(kept, at, diagnostics) : ModelCatalogue.Find(id);
            default:
                return null;
        }
    }

    /// <returns>Null where it is not known, or made to order as the synthetic model is; what cannot be read is told with its dimensions.</returns>
    public static string? OwnPrecision(ModelReference model) => model is ModelReference.Synthetic ? null : DimensionsOf(model, null, new Diagnostics())?.Precision;

    /// <summary>A folder says in its configuration what it is, a hub's model in its name: whether that was fetched meanwhile must not change a study.</summary>
    /// <param name="draft">A hub id, a folder or a file.</param>
    public static bool IsHead(string draft)
    {
        const string Mark = "eagle";
        var config = Path.Combine(draft, ConfigFile);
        return Path.GetFileName(draft).Contains(Mark, StringComparison.OrdinalIgnoreCase)
            || (Path.IsPathFullyQualified(draft) && File.Exists(config) && File.ReadAllText(config).Contains(Mark, StringComparison.OrdinalIgnoreCase));
    }

    public static void Add(Dictionary<string, ParameterValue> facts, ModelDimensions model)
    {
        facts["model.architecture"] = ParameterValue.Of(model.Architecture);
        facts["model.layers"] = ParameterValue.Of((long)model.Layers);
        facts["model.hidden"] = ParameterValue.Of((long)model.Hidden);
        facts["model.heads"] = ParameterValue.Of((long)model.Heads);
        facts["model.kv_heads"] = ParameterValue.Of((long)model.KvHeads);
        facts["model.head_size"] = ParameterValue.Of((long)model.HeadSize);
        facts["model.feed_forward"] = ParameterValue.Of((long)model.FeedForward);
        facts["model.vocabulary"] = ParameterValue.Of((long)model.Vocabulary);
        facts["model.max_context"] = ParameterValue.Of((long)model.MaxContext);
        facts["model.parameters"] = ParameterValue.Of(ParameterCount.Of(model).Total);
        facts["model.experts"] = ParameterValue.Of((long)(model.Experts?.Count ?? 0));
        facts["model.expert_feed_forward"] = ParameterValue.Of((long)(model.Experts?.FeedForward ?? 0));
        facts["model.latent_attention"] = ParameterValue.Of(model.Latent is not null);
        facts["model.prediction_layers"] = ParameterValue.Of((long)model.PredictionLayers);
        if (model.Precision is { } precision)
            facts["model.precision"] = ParameterValue.Of(precision);
    }

    private static ModelDimensions? OfConfig(string file, SourcePosition? at, Diagnostics diagnostics)
    {
        try
        {
            return ModelConfig.Read(File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            diagnostics.Error(at, $"the model's configuration {file} cannot be read: {problem.Message}");
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
        Experts = header.Experts > 0 ? new(header.Experts, header.ExpertsPerToken, header.ExpertFeedForward, header.SharedExperts, header.LayersWithoutExperts) : null,
        Precision = header.Precision,
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
}
