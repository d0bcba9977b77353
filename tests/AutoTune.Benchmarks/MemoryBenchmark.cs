using AutoTune.Tests.Engines;

namespace AutoTune.Benchmarks;

/// <summary>The static memory model against KV caches that engines logged.</summary>
internal static class MemoryBenchmark
{
    public static int Run(string cases)
    {
        var logs = MemoryCase.Read(cases);
        Console.WriteLine("| case | GPU | weights GiB | cache predicted GiB | logged GiB | error | of the GPU |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var log in logs)
            Console.WriteLine($"| {log.Id} | {log.Gpu} | {log.Predicted.Weights:0.00} | {log.Predicted.KvCache:0.00} | {log.LoggedGib:0.00} | {log.Error * 100:+0.0;-0.0} % | {(log.Predicted.KvCache - log.LoggedGib) / log.Predicted.Total * 100:+0.0;-0.0} % |");
        var errors = logs.Select(log => Math.Abs(log.Error)).Order().ToArray();
        var ofGpu = logs.Select(log => log.Predicted.KvCache - log.LoggedGib).ToArray();
        Console.WriteLine($"median {errors[errors.Length / 2] * 100:0.0} %, above 15 %: {errors.Count(error => error > 0.15)} of {errors.Length}; root mean square {Math.Sqrt(ofGpu.Average(gib => gib * gib)):0.00} GiB");
        return 0;
    }
}
