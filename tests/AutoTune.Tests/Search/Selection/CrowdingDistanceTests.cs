using AutoTune.Search.Selection;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Search.Selection;

public sealed class CrowdingDistanceTests
{
    [Fact]
    public void Distances_are_those_of_an_example_worked_by_hand()
    {
        // Ranges 4 and 8: second member (2 − 0)/4 + (10 − 5)/8, third (4 − 1)/4 + (6 − 2)/8.
        var distances = CrowdingDistance.Of([[0, 10], [1, 6], [2, 5], [4, 2]]);
        Assert.Equal(double.PositiveInfinity, distances[0]);
        Assert.Equal(0.5 + 0.625, distances[1], 12);
        Assert.Equal(0.75 + 0.5, distances[2], 12);
        Assert.Equal(double.PositiveInfinity, distances[3]);
    }

    [Fact]
    public void Stretching_an_objective_changes_nothing() =>
        Gen.Int[0, 1000].Array[2].Array[1, 20].Where(front => front.Select(point => point[0]).Distinct().Count() == front.Length).Sample(front =>
        {
            var plain = CrowdingDistance.Of([.. front.Select(point => new double[] { point[0], point[1] })]);
            var stretched = CrowdingDistance.Of([.. front.Select(point => new double[] { point[0] * 1024.0, point[1] / 64.0 })]);
            Assert.Equal(plain, stretched);
        });

    [Fact]
    public void An_objective_in_which_all_are_equal_adds_nothing() =>
        Assert.Equal([double.PositiveInfinity, 1, double.PositiveInfinity], CrowdingDistance.Of([[0, 3], [1, 3], [2, 3]]));

    [Fact]
    public void An_empty_front_has_no_distances() => Assert.Empty(CrowdingDistance.Of([]));
}
