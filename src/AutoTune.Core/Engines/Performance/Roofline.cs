using AutoTune.Hardware;
using AutoTune.LanguageModels;

namespace AutoTune.Engines;

/// <summary>Times of single steps of one server: bytes over bandwidth, operations over their peak, exchanges over links. Rough: kernels, queues and batches that are not full are one constant each.</summary>
public sealed class Roofline
{
    private const double MicroSecond = 1e-6;

    /// <summary>GPUs without links of their own exchange through PCIe.</summary>
    private const double PciGBs = 25;

    private const double LinkExchange = 7 * MicroSecond;
    private const double PciExchange = 30 * MicroSecond;

    /// <summary>Weights in fewer bits than are computed with are widened on the way.</summary>
    private const double WideningCost = 1.15;

    private readonly ModelDimensions _model;
    private readonly GpuModel _gpu;
    private readonly EngineSpeed _speed;
    private readonly ServingShape _shape;
    private readonly ParameterCount _count;
    private readonly double _dense;
    private readonly double _experts;
    private readonly double _kvBytes;
    private readonly double _peak;

    /// <summary>Sizes that depend on the precision alone are computed once.</summary>
    private Roofline(ModelDimensions model, GpuModel gpu, EngineSpeed speed, ServingShape shape, string precision)
    {
        (_model, _gpu, _speed, _shape, _count) = (model, gpu, speed, shape, ParameterCount.Of(model));
        var sharing = shape.Sharing;
        var attention = WeightBytes.OfAttention(precision)!.Value;
        var read = _count.Attention + _count.FeedForward + (model.TiesEmbeddings ? 1 : 0.5) * _count.Embeddings * WeightBytes.OfEmbeddings(precision)!.Value / attention;
        _dense = read * attention / sharing.Attention / sharing.Layers;
        _experts = _count.Experts * WeightBytes.PerNumber(precision)!.Value / sharing.Experts / sharing.Layers;
        _kvBytes = KvCache.ElementsOnEachGpu(model, sharing) * KvCache.BytesPerNumber(shape.Kv);
        _peak = PeakOf(precision) * 1e12 * speed.Compute;
    }

    /// <returns>Null for a precision that is not known.</returns>
    public static Roofline? Of(ModelDimensions model, GpuModel gpu, EngineSpeed speed, ServingShape shape) =>
        (shape.Weights ?? model.Precision) is { } precision && WeightBytes.PerNumber(precision) is not null ? new(model, gpu, speed, shape, precision) : null;

    /// <summary>GPUs that compute one step together.</summary>
    private int Together => _shape.Sharing.Attention;

    /// <summary>Seconds until every running request of one data-parallel group has its next token (or, with guesses, its next few).</summary>
    /// <param name="requests">In the group.</param>
    /// <param name="context">Tokens that each has behind it, on average.</param>
    public double DecodeStep(double requests, double context)
    {
        var stages = _shape.PipelineParallel;
        var batch = Math.Max(1, requests / stages);
        var tokens = batch * (1 + _shape.DraftTokens);
        var weights = (_dense + _experts * Touched(tokens * ExpertGroups)) / Bandwidth;
        var cache = batch * Seen(context) * _kvBytes / Bandwidth;
        var compute = 2 * ActivePerGpu * tokens / _peak;
        return stages * (Math.Max(weights, compute) + cache + Exchanges(tokens) + _model.Layers * _speed.Layer / stages) + _speed.Step + DraftCost(weights);
    }

    /// <summary>Seconds to read a prompt.</summary>
    public double Prefill(double tokens)
    {
        var stages = _shape.PipelineParallel;
        var piece = Math.Min(tokens, _shape.StepTokens ?? tokens);
        var pieces = Math.Ceiling(tokens / piece);
        var weights = (_dense + _experts * Touched(piece * ExpertGroups)) / Bandwidth;
        var compute = 2 * ActivePerGpu * piece / _peak;
        var attention = 2.0 * _model.Layers / stages * tokens * Seen(tokens) * _model.Heads * _model.HeadSize / Together / _peak;
        return pieces * (stages * (Math.Max(weights, compute) + Exchanges(piece) + _model.Layers * _speed.Layer / stages) + _speed.Step) + attention * stages;
    }

    /// <summary>Tokens that a step yields for each request, on average.</summary>
    public double TokensOfStep
    {
        get
        {
            if (_shape.DraftTokens == 0)
                return 1;
            var accepted = Acceptance(_shape.Speculation!);
            return (1 - Math.Pow(accepted, _shape.DraftTokens + 1)) / (1 - accepted);
        }
    }

    private double Bandwidth => _gpu.BandwidthGBs * 1e9 * _speed.Bandwidth;

    private double ExpertGroups => _shape.DataParallel;

    private double ActivePerGpu =>
        (_count.Attention + _count.FeedForward + _count.Embeddings / 2.0) / _shape.Sharing.Attention / _shape.PipelineParallel
        + (double)_count.ActiveExperts * ExpertGroups / _shape.Sharing.Experts / _shape.PipelineParallel;

    /// <summary>A token goes to a few experts; a batch to more of them.</summary>
    private double Touched(double tokens) => _model.Experts is { } experts ? 1 - Math.Pow(1 - (double)experts.PerToken / experts.Count, tokens) : 0;

    /// <summary>Windowed layers look no further than their window.</summary>
    private double Seen(double context) => _model.Window is { } window
        ? (window.FullLayers * context + (_model.Layers - window.FullLayers) * Math.Min(context, window.Tokens)) / _model.Layers
        : context;

    /// <summary>Two sums over the group in every layer.</summary>
    private double Exchanges(double tokens)
    {
        var group = Math.Max(Together, _model.Experts is null ? 1 : Math.Min(_shape.Sharing.Experts, 8));
        if (group == 1)
            return 0;
        var (link, latency) = _gpu.LinkGBs > 0 ? (_gpu.LinkGBs, LinkExchange) : (PciGBs, PciExchange);
        var bytes = tokens * _model.Hidden * 2.0;
        return 2.0 * _model.Layers / _shape.PipelineParallel * (latency + 2.0 * (group - 1) / group * bytes / (link * 1e9));
    }

    private double DraftCost(double weights) => _shape.Speculation switch
    {
        "draft" => _shape.DraftTokens * (0.1 * weights + 0.25 * _speed.Step),
        "eagle3" or "eagle" or "mtp" => _shape.DraftTokens * (weights / _model.Layers + 0.1 * _speed.Step),
        // Found by the processor, between two steps.
        "ngram" => 0.5 * _speed.Step,
        _ => 0,
    };

    /// <summary>Of one guessed token: rough, of texts that people write (SpecForge's and vLLM's published figures); what a workload's texts give is measured.</summary>
    private static double Acceptance(string speculation) => speculation switch
    {
        "ngram" => 0.2,
        "mtp" => 0.75,
        _ => 0.65,
    };

    /// <summary>10^12 operations per second that these weights are computed with.</summary>
    private double PeakOf(string precision)
    {
        var wide = _gpu.Tflops.TryGetValue("bf16", out var bf16) ? bf16 : _gpu.Tflops.GetValueOrDefault("fp16", 10);
        return precision switch
        {
            "fp8" => _gpu.Tflops.TryGetValue("fp8", out var fp8) ? fp8 : wide / WideningCost,
            "fp4" or "mxfp4" => _gpu.Tflops.TryGetValue("fp4", out var fp4) ? fp4 : wide / WideningCost,
            "bf16" or "fp16" or "fp32" => wide,
            _ => wide / WideningCost,
        };
    }
}
