using AutoTune.Search;
using AutoTune.SearchSpaces;
using Xunit;

namespace AutoTune.Tests.Search;

public sealed class UntriedConfigsTests
{
    [Fact]
    public void Each_engine_is_drawn_as_often_however_little_of_its_space_can_start()
    {
        var ruled = TestSpaces.Ruled().Branches[0];    // one in 300
        var space = new SearchSpace([ruled, TestSpaces.Birch()]);
        var view = new StudyView { Space = space, Admission = new RuleAdmission(space), Objectives = TestSpaces.Objectives, Seed = 7, Trials = [] };
        var untried = new UntriedConfigs(view);
        var drawn = Enumerable.Range(0, 200).Select(ask => ((Proposal.Evaluate)untried.Sample(new(7, ask, "random"))).Config.Engine).Count(engine => engine == ruled.Name);
        Assert.InRange(drawn, 75, 125);
    }
}
