using AutoTune.Search;
using AutoTune.SearchSpaces;
using Xunit;

namespace AutoTune.Tests.Search;

public sealed class Nsga2StrategyTests : StrategyContract
{
    protected override IStrategy Create() => new Nsga2Strategy();

    [Fact]
    public void Children_name_their_parents_and_what_changed()
    {
        var space = TestSpaces.TwoEngines();
        var trials = new List<ViewedTrial>();
        while (trials.Count < 60)
        {
            var proposal = Assert.IsType<Proposal.Evaluate>(Create().Propose(TestSpaces.View(space, [.. trials]), trials.Count, CancellationToken.None));
            trials.Add(new(trials.Count, proposal.Config, proposal.Origin, TestSpaces.Evaluate(proposal.Config)));
        }
        var mutants = trials.Where(trial => trial.Origin.Kind == "mutation").ToArray();
        var crossed = trials.Where(trial => trial.Origin.Kind == "crossover").ToArray();
        Assert.NotEmpty(mutants);
        Assert.NotEmpty(crossed);
        Assert.All(mutants, trial => Assert.Single(trial.Origin.Parents));
        Assert.All(mutants, trial => Assert.Contains(trial.Origin.Detail, detail => detail is '→' or '+' or '−'));
        Assert.All(crossed, trial => Assert.Contains($"from #{trial.Origin.Parents[1]}", trial.Origin.Detail, StringComparison.Ordinal));
        Assert.All(trials, trial => Assert.All(trial.Origin.Parents, parent => Assert.InRange(parent, 0, trial.Number - 1)));
    }

    [Fact]
    public void Parents_are_among_the_best_trials()
    {
        var trials = Enumerable.Range(0, 30)
            .Select(number => TestSpaces.Trial(number, Slots(number + 1), TestSpaces.Completed(number), number == 0 ? "vendor default" : "random"))
            .ToArray();
        var view = TestSpaces.View(new([TestSpaces.Alder()]), trials, budget: 3);
        var parents = Enumerable.Range(0, 50).Select(ask => Create().Propose(view, ask, CancellationToken.None)).Cast<Proposal.Evaluate>().SelectMany(proposal => proposal.Origin.Parents);
        Assert.All(parents, parent => Assert.InRange(parent, 20, 29));
    }

    private static ServingConfig Slots(int slots) => TestSpaces.Alder().Configure(new Dictionary<string, ParameterValue> { ["slots"] = ParameterValue.Of(slots) });
}
