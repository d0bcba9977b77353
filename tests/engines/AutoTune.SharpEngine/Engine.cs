using System.Collections.Concurrent;
using LLama;
using LLama.Batched;
using LLama.Common;
using LLama.Native;

namespace AutoTune.SharpEngine;

/// <summary>Continuous batching: each step serves every lane that has work, and a lane that is free takes the next request.</summary>
internal sealed class Engine : IDisposable
{
    private readonly LLamaWeights _model;
    private readonly BatchedExecutor _executor;
    private readonly Lane[] _lanes;
    private readonly ConcurrentQueue<Generation> _waiting = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private Engine(LLamaWeights model, BatchedExecutor executor, EngineSettings settings)
    {
        (_model, _executor, Settings) = (model, executor, settings);
        // Conversations are kept: llama.cpp numbers sequences from 0 to their greatest number, and a new one takes the next number for ever.
        _lanes = [.. Enumerable.Range(0, settings.Lanes).Select(_ => new Lane(executor.Create(), executor.Context))];
    }

    public EngineSettings Settings { get; }

    public int Running => _lanes.Count(lane => lane.Current is not null);

    public int Waiting => _waiting.Count;

    public long Generated { get; private set; }

    public static async Task<Engine> LoadAsync(EngineSettings settings, CancellationToken ct)
    {
        var kind = settings.CacheType switch
        {
            "f16" => GGMLType.GGML_TYPE_F16,
            "q8_0" => GGMLType.GGML_TYPE_Q8_0,
            "q4_0" => GGMLType.GGML_TYPE_Q4_0,
            _ => throw new ArgumentException($"--cache-type cannot be '{settings.CacheType}'; allowed: f16, q8_0, q4_0"),
        };
        var parameters = new ModelParams(settings.Model)
        {
            ContextSize = (uint)(settings.ContextPerLane * settings.Lanes),
            SeqMax = (uint)settings.Lanes,
            BatchSize = (uint)settings.StepTokens,
            UBatchSize = (uint)settings.StepTokens,
            Threads = settings.Threads,
            BatchThreads = settings.Threads,
            TypeK = kind,
            TypeV = kind,
            FlashAttention = true,
            GpuLayerCount = 0,
        };
        var model = await LLamaWeights.LoadFromFileAsync(parameters, ct);
        return new(model, new BatchedExecutor(model, parameters), settings);
    }

    public int[] Tokenize(string text) => [.. _executor.Context.Tokenize(text, addBos: true).Select(token => (int)token)];

    public void Start() => _running = Task.Run(RunAsync);

    public void Add(Generation generation)
    {
        _waiting.Enqueue(generation);
        _work.Release();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait(TimeSpan.FromSeconds(5));
        _executor.Dispose();
        _model.Dispose();
        _work.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Admit();
            if (Running == 0)
            {
                await _work.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            var result = await _executor.Infer(_stop.Token);
            foreach (var lane in _lanes.Where(lane => lane.Current is not null))
                Generated += result == DecodeResult.Ok ? lane.Advance() : lane.Fail($"the step failed: {result}");
        }
    }

    private void Admit()
    {
        foreach (var lane in _lanes)
        {
            while (lane.Current is null && _waiting.TryDequeue(out var next))
                if (!next.IsAbandoned)
                    lane.Begin(next, Settings.ContextPerLane);
        }
    }
}
