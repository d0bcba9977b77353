using AutoTune.Capacity;
using AutoTune.Metrics;
using AutoTune.Randomness;
using AutoTune.Studies;
using AutoTune.Tests.Capacity;
using AutoTune.Trials;

namespace AutoTune.Benchmarks;

/// <summary>Racing in virtual time: candidates that are so many times as good as the best so far, whose own capacity is known as well as a search knows it. How many are stopped, and what does it save?</summary>
internal static class RaceBenchmark
{
    private const double Tolerance = 0.08;

    /// <summary>Of ln of the best's capacity: pooled over its launches, and of a single short search.</summary>
    private static readonly double[] ErrorsOfBest = [0.05, 0.15];

    private static readonly ICapacitySearch[] Searches = [new PosteriorCapacity(), new BisectionCapacity()];

    private static readonly ProbeSettings Probe = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));

    public static async Task<int> RunAsync(int runs, IReadOnlyList<string> cases, CancellationToken ct)
    {
        Console.WriteLine("search     best known to queue          candidate ÷ best   stopped          95 % upper bound   engine-seconds: raced   to the end");
        foreach (var search in Searches)
            foreach (var error in ErrorsOfBest)
                await RunAsync(search, error, runs, cases, ct);
        return 0;
    }

    private static async Task RunAsync(ICapacitySearch search, double errorOfBest, int runs, IReadOnlyList<string> cases, CancellationToken ct)
    {
        foreach (var (name, queue) in CapacityCases.All.Where(one => cases.Count == 0 || cases.Contains(one.Key)))
        {
            var truth = CapacityBenchmark.Truth(queue);
            foreach (var ratio in new[] { 0.3, 0.5, 0.7, 0.85, 1.0, 1.1 })
            {
                var raced = await SearchAsync(search, errorOfBest, queue, truth / ratio, race: true, runs, ct);
                var alone = await SearchAsync(search, errorOfBest, queue, truth / ratio, race: false, runs, ct);
                var stopped = raced.Count(one => one.Stopped);
                Console.WriteLine($"{search.Name,-10} {errorOfBest,13:P0} {name,-14} {ratio,12:0.00} {stopped,12} of {runs,-6} {UpperBound(stopped, runs),12:P1} {raced.Average(one => one.Seconds),22:0} {alone.Average(one => one.Seconds),12:0}");
            }
        }
    }

    private static async Task<IReadOnlyList<(bool Stopped, double Seconds)>> SearchAsync(ICapacitySearch search, double errorOfBest, SimulatedQueue queue, double best, bool race, int runs, CancellationToken ct)
    {
        var seen = new List<(bool, double)>();
        await Parallel.ForEachAsync(Enumerable.Range(1, runs), ct, async (seed, inner) =>
        {
            var runner = new SimulatedProbes(queue, (ulong)seed);
            var context = new CapacityContext { Slo = queue.Slo, Probe = Probe, Workload = queue.Workload, Streams = new StreamCounter() };
            var believed = best * Math.Exp(errorOfBest * new CounterRandom((ulong)seed, 0, "best").Normal());
            var goal = new Goal.FindCapacity(Tolerance, believed, race ? believed : null, RejectBelowError: errorOfBest);
            var outcome = await search.FindAsync(goal, context, runner, inner);
            lock (seen)
                seen.Add((outcome is TrialOutcome.Pruned, runner.Seconds));
        });
        return seen;
    }

    /// <summary>Clopper and Pearson's, one-sided.</summary>
    private static double UpperBound(int hits, int all) =>
        hits == all ? 1 : MathNet.Numerics.Distributions.Beta.InvCDF(hits + 1, all - hits, 0.95);
}
