using System.Globalization;
using AutoTune.Metrics;
using AutoTune.Randomness;
using AutoTune.Studies;
using AutoTune.Tests.Tuning;
using AutoTune.Trials;

namespace AutoTune.Benchmarks;

/// <summary>Whole studies in virtual time, whose true capacities are known: how often is a winner named that is none, and how often is a true gain found?</summary>
internal static class VerdictBenchmark
{
    private const double TrueCapacity = 10;

    /// <summary>Trials of the bench's strategy with at least so many slots have the gain.</summary>
    private const long BetterFrom = 8;

    /// <summary>What a launch says of its own error varies, too: it is an estimate.</summary>
    private const double ErrorOfError = 0.25;

    private static readonly (string Name, double Launch, double Tolerance)[] Machines =
    [
        ("a quiet GPU", 0.015, 0.025),
        ("a GPU, default tolerance", 0.015, 0.048),
        ("noisy launches", 0.05, 0.048),
        ("the quickstart's", 0.10, 0.09),
    ];

    public static async Task<int> RunAsync(int studies, string? output, CancellationToken ct)
    {
        var rows = new List<string> { "machine,launch_sd,tolerance,true_gain,studies,replaced,share,low95,high95,launches" };
        Console.WriteLine("machine                      launch sd  tolerance  true gain   replaced the baseline    95 % interval   launches a study");
        foreach (var (name, launch, tolerance) in Machines)
            foreach (var gain in new[] { 0.0, 0.05, 0.10, 0.20 })
            {
                var (replaced, launches) = (0, 0);
                for (var study = 0; study < studies; study++)
                {
                    var (verdict, used) = await StudyAsync((ulong)study, launch, tolerance, gain, ct);
                    replaced += verdict.Kind == VerdictKind.Replaced ? 1 : 0;
                    launches += used;
                }
                var (low, high) = Wilson(replaced, studies);
                Console.WriteLine($"{name,-28} {launch,8:P1} {tolerance,10:P1} {gain,10:P0} {replaced,8} of {studies,-6} {(double)replaced / studies,8:P1}  {low,8:P1} to {high:P1} {(double)launches / studies,10:0.0}");
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{name},{launch},{tolerance},{gain},{studies},{replaced},{(double)replaced / studies},{low},{high},{(double)launches / studies}"));
            }
        if (output is not null)
            await File.WriteAllLinesAsync(output, rows, ct);
        return 0;
    }

    private static async Task<(StudyVerdict Verdict, int Launches)> StudyAsync(ulong seed, double launchError, double tolerance, double gain, CancellationToken ct)
    {
        var bench = new TuningBench
        {
            Budget = new Budget(null, 20),
            FinalsTolerance = tolerance,
            Evaluate = (request, _, _) => new TrialOutcome.Completed(Measured(request, seed, launchError, gain)),
        };
        return (await bench.RunAsync(ct), bench.Evaluated.Count);
    }

    /// <summary>The truth, times what this launch happens to be worth, times what a search of this tolerance gets wrong.</summary>
    private static TrialMeasurement Measured(TrialRequest request, ulong seed, double launchError, double gain)
    {
        var random = new CounterRandom(seed, request.Trial * 1000 + request.Launch, "verdicts");
        var own = ((Goal.FindCapacity)request.Goal).Tolerance;
        var truth = TrueCapacity * (request.Config["slots"].Number >= BetterFrom ? 1 + gain : 1);
        var value = truth * Math.Exp(launchError * random.Normal() + own * random.Normal());
        var said = own * Math.Exp(ErrorOfError * random.Normal());
        return new(new Dictionary<string, Estimate> { [MetricNames.Capacity] = new(value, said, 10, Scale.Log, 1) }, new Dictionary<string, Estimate>());
    }

    private static (double Low, double High) Wilson(int hits, int all)
    {
        const double Z = 1.96;
        var share = (double)hits / all;
        var centre = (share + Z * Z / (2 * all)) / (1 + Z * Z / all);
        var half = Z * Math.Sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all)) / (1 + Z * Z / all);
        return (centre - half, centre + half);
    }
}
