using AutoTune.Search;
using AutoTune.Tests.Search.Synthetic;
using Xunit;

namespace AutoTune.Tests.Search;

public sealed class SyntheticSpacesTests
{
    private const int Trials = 50;
    private const int SeedsPerSpace = 2;

    [Fact]
    public void The_evaluator_reproduces_every_test_vector()
    {
        foreach (var document in SyntheticFiles.All().Select(SyntheticDocument.Read))
            foreach (var vector in document.TestVectors)
                AssertSame(document, vector);
    }

    [Fact]
    public void Nsga2_is_not_worse_than_random()
    {
        // In default_optimal there is nothing to gain.
        var documents = SyntheticFiles.All().Select(SyntheticDocument.Read).Where(document => !document.Name.StartsWith("default_optimal", StringComparison.Ordinal));
        var differences = documents.AsParallel().SelectMany(document => Enumerable.Range(1, SeedsPerSpace).Select(seed => Difference(document, (ulong)seed))).ToArray();
        Assert.True(differences.Average() >= 0, $"mean difference of the score: {differences.Average():0.000}");
    }

    private static double Difference(SyntheticDocument document, ulong seed)
    {
        var run = new SyntheticRun(document);
        return run.Score(run.Run(new Nsga2Strategy(), seed, Trials)) - run.Score(run.Run(new RandomStrategy(), seed, Trials));
    }

    private static void AssertSame(SyntheticDocument document, SyntheticVector vector)
    {
        var config = vector.Config.ToDictionary(entry => entry.Key, entry => SyntheticEvaluator.ValueOf(entry.Value));
        var seen = new SyntheticEvaluator(document).Evaluate(config, vector is { Seed: { } seed, Trial: { } trial } ? (seed, trial) : null);
        Assert.Equal(vector.Outcome.Crash, seen.Crash);
        if (seen.Crash is not null)
            return;
        AssertClose(vector.Outcome.Capacity!.Value, seen.Capacity);
        AssertClose(vector.Outcome.TtftMs!.Value, seen.TtftMs);
        AssertClose(vector.Outcome.TpotOneStreamMs!.Value, seen.TpotOneStreamMs);
        Assert.Equal(vector.Outcome.Feasible, seen.IsFeasible);
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(actual / expected - 1) < 1e-9, $"{actual} instead of {expected}");
}
