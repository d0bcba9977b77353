using AutoTune.Search.Selection;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Search.Selection;

public sealed class NondominatedSortTests
{
    private static readonly Gen<double[][]> Points = Gen.Double[0, 5].Select(value => Math.Round(value)).Array[2].Array[0, 30];

    [Fact]
    public void Fronts_are_those_of_an_example_worked_by_hand()
    {
        double[][] points = [[1, 5], [2, 3], [4, 1], [2, 5], [4, 3], [5, 5], [2, 3]];
        var fronts = NondominatedSort.Fronts(points);
        Assert.Equal([[0, 1, 2, 6], [3, 4], [5]], fronts.Select(front => front.ToArray()));
    }

    [Fact]
    public void Fronts_are_those_of_peeling_one_front_after_another() => Points.Sample(points =>
    {
        var fronts = NondominatedSort.Fronts(points);
        var left = Enumerable.Range(0, points.Length).ToList();
        foreach (var front in fronts)
        {
            var peeled = left.Where(member => !left.Exists(other => IsBetter(points[other], points[member]))).ToList();
            Assert.Equal(peeled, front);
            left = [.. left.Except(peeled)];
        }
        Assert.Empty(left);
    });

    private static bool IsBetter(double[] one, double[] other) =>
        one.Zip(other).All(pair => pair.First <= pair.Second) && one.Zip(other).Any(pair => pair.First < pair.Second);
}
