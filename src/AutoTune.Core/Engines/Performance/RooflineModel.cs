using System.Collections.Concurrent;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Load;
using AutoTune.SearchSpaces;
using AutoTune.Studies;

namespace AutoTune.Engines;

/// <summary>Capacity under an SLO from the roofline of single steps: the mean field of continuous batching, with the cache's room as the memory model has it.</summary>
/// <param name="engines">By name.</param>
/// <param name="memory">Of a configuration; null where nothing is known of its engine's memory.</param>
public sealed class RooflineModel(IReadOnlyDictionary<string, EngineDefinition> engines, Func<ServingConfig, MemorySheet?> memory, ModelDimensions model, GpuModel gpu, RooflineDemand demand) : IPerformanceModel
{
    /// <summary>Measured against recorded throughputs (results/benchmarks/roofline).</summary>
    public const double StatedLogError = 0.4;

    /// <summary>Requests differ in the lengths behind them: the mean has to keep this much away from a limit on each request's own pace.</summary>
    private const double TpotMargin = 0.12;

    private const int Halvings = 20;

    /// <summary>Many configurations are one to it.</summary>
    private readonly ConcurrentDictionary<(string Engine, ServingShape Shape, long? Room), Prediction> _known = new();

    public Prediction? Predict(ServingConfig config, CancellationToken ct) => Predict(config, memory(config), ct);

    /// <param name="sheet">Of the configuration's memory, where it is known already.</param>
    public Prediction? Predict(ServingConfig config, MemorySheet? sheet, CancellationToken ct)
    {
        if (!engines.TryGetValue(config.Engine, out var engine))
            return null;
        var shape = ServingShape.Of(engine, config);
        if (Roofline.Of(model, gpu, engine.Speed, shape) is not { } roofline)
            return null;
        var room = sheet?.KvTokens;
        return _known.GetOrAdd((config.Engine, shape, room), _ => Predicted(roofline, shape, room, ct));
    }

    private Prediction Predicted(Roofline roofline, ServingShape shape, long? room, CancellationToken ct)
    {
        var single = State(roofline, shape, 0, double.PositiveInfinity);
        var perGroup = room is null ? double.PositiveInfinity : (double)room / shape.DataParallel / demand.Behind;
        var groups = shape.DataParallel * shape.Replicas;
        var limit = Math.Min(shape.RunningRequests ?? double.PositiveInfinity, perGroup);
        if (limit < 1 || WhyMissed(single) is not null)
            return new(0, single.Ttft, single.Tpot, single.Tpot, 0, limit < 1 ? "no request finds room in the cache" : WhyMissed(single)!, StatedLogError);
        var (low, high, bound) = (0.0, 1 / roofline.Prefill(demand.Input), "prompts fill the device");
        for (var halving = 0; halving < Halvings; halving++)
        {
            ct.ThrowIfCancellationRequested();
            var rate = (low + high) / 2;
            var state = State(roofline, shape, rate, limit);
            var why = state.Requests > limit ? limit == perGroup ? "the cache is full" : "as many requests run as may" : WhyMissed(state);
            if (why is null)
                low = rate;
            else
                (high, bound) = (rate, why);
        }
        var at = State(roofline, shape, low, limit);
        return new(low * groups, single.Ttft, single.Tpot, at.Tpot, at.Requests * groups, bound, StatedLogError);
    }

    /// <summary>A closed loop of so many streams, each of which asks again at once: what recorded benchmarks measured.</summary>
    /// <returns>Output tokens/s of all servers, mean TTFT and TPOT in seconds.</returns>
    public static (double Throughput, double Ttft, double Tpot) ClosedLoop(Roofline roofline, ServingShape shape, double input, double output, double streams)
    {
        var groups = shape.DataParallel * shape.Replicas;
        var each = Math.Max(1, streams / groups);
        var running = Math.Min(each, shape.RunningRequests ?? each);
        var prefill = roofline.Prefill(input);
        var answer = output / roofline.TokensOfStep * roofline.DecodeStep(running, input + output / 2);
        // While one answers, each of the others asks once: their prompts are read between its tokens.
        var cycle = answer + running * prefill;
        return (groups * running * output / cycle, prefill * (1 + Math.Min(running, 8) / 4), (cycle - prefill) / output);
    }

    private Pace State(Roofline roofline, ServingShape shape, double rate, double limit)
    {
        var prefill = roofline.Prefill(demand.Input);
        var busy = Math.Min(0.999, rate * prefill);
        var (requests, tpot) = (1.0, roofline.DecodeStep(1, demand.Behind) / roofline.TokensOfStep);
        for (var round = 0; round < 60 && rate > 0; round++)
        {
            tpot = roofline.DecodeStep(Math.Min(requests, limit * 2), demand.Behind) / roofline.TokensOfStep / (1 - busy);
            var next = Math.Max(1, rate * demand.Output * tpot);
            if (Math.Abs(next - requests) < 1e-3 * requests || next > limit * 2)
            {
                requests = next;
                break;
            }
            requests = (requests + next) / 2;
        }
        // A prompt waits for the step that runs and for the prompts before it, whose number is that of a queue of one server.
        var late = 1 - demand.Attainment;
        var queue = busy > late ? prefill / (1 - busy) * Math.Log(busy / late) : 0;
        var step = shape.StepTokens is null ? 0 : roofline.DecodeStep(requests, demand.Behind) / 2;
        return new(requests, prefill + (rate > 0 ? queue + step : 0), tpot);
    }

    private string? WhyMissed(Pace pace) =>
        demand.Ttft is { } ttft && pace.Ttft > ttft ? "the first token comes too late"
        : demand.Tpot is { } tpot && pace.Tpot > tpot * (1 - TpotMargin) ? "tokens follow each other too slowly"
        : demand.E2E is { } whole && pace.Ttft + pace.Tpot * demand.Output > whole * (1 - TpotMargin) ? "answers take too long"
        : null;

    /// <param name="Requests">Running in one data-parallel group.</param>
    private readonly record struct Pace(double Requests, double Ttft, double Tpot);
}

/// <summary>What is asked of a candidate: mean lengths in tokens, limits in seconds.</summary>
public sealed record RooflineDemand(double Input, double Output, double? Ttft, double? Tpot, double? E2E, double Attainment)
{
    public static RooflineDemand Of(EvaluationMode.Served served) => new(
        served.Workload.Input.Mean() + (served.Workload.Prefix?.Tokens ?? 0),
        served.Workload.Output.Mean(),
        served.Slo.Ttft?.TotalSeconds,
        served.Slo.Tpot?.TotalSeconds,
        served.Slo.E2E?.TotalSeconds,
        served.Slo.Attainment);

    /// <summary>Tokens behind a running request, on average, which the cache keeps.</summary>
    public double Behind => Input + Output / 2;
}
