using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Search;

/// <summary>What holds for every strategy.</summary>
public abstract class StrategyContract
{
    private const int Trials = 40;

    protected abstract IStrategy Create();

    [Fact]
    public void The_same_view_gives_the_same_proposal()
    {
        var trials = Run(Create(), TestSpaces.TwoEngines(), Trials);
        var view = TestSpaces.View(TestSpaces.TwoEngines(), trials);
        var strategy = Create();
        var first = Describe(strategy.Propose(view, Trials, CancellationToken.None));
        strategy.Propose(view, Trials + 1, CancellationToken.None);
        Assert.Equal(first, Describe(strategy.Propose(view, Trials, CancellationToken.None)));
    }

    [Fact]
    public void Another_ask_or_another_seed_gives_another_proposal()
    {
        var trials = Run(Create(), TestSpaces.TwoEngines(), Trials);
        var proposals = Enumerable.Range(0, 10).Select(ask => Describe(Create().Propose(TestSpaces.View(TestSpaces.TwoEngines(), trials), ask, CancellationToken.None)));
        var seeds = Enumerable.Range(0, 10).Select(seed => Describe(Create().Propose(TestSpaces.View(TestSpaces.TwoEngines(), trials, (ulong)seed), 3, CancellationToken.None)));
        Assert.True(proposals.Distinct().Count() > 5);
        Assert.True(seeds.Distinct().Count() > 5);
    }

    [Fact]
    public void No_configuration_is_proposed_twice_and_each_is_valid()
    {
        var space = TestSpaces.TwoEngines();
        var trials = Run(Create(), space, Trials);
        Assert.Equal(Trials, trials.Select(trial => trial.Config.Key).Distinct().Count());
        Assert.All(trials, trial => Assert.Equal(trial.Config, space.Branch(trial.Config.Engine).Configure(trial.Config.Values)));
    }

    [Fact]
    public void A_pending_trial_is_not_proposed_again()
    {
        var space = TestSpaces.Small();
        List<ViewedTrial> trials = [.. Run(Create(), space, 11).Select(trial => trial with { Outcome = null })];
        var proposal = Assert.IsType<Proposal.Evaluate>(Create().Propose(TestSpaces.View(space, trials), 11, CancellationToken.None));
        Assert.DoesNotContain(proposal.Config.Key, trials.Select(trial => trial.Config.Key));
    }

    [Fact]
    public void What_admission_refuses_is_never_proposed()
    {
        var admission = new Refusing(config => config.Values.TryGetValue("slots", out var slots) && slots.Number > 20);
        var trials = Run(Create(), TestSpaces.TwoEngines(), Trials, admission);
        Assert.Equal(Trials, trials.Count);
        Assert.All(trials, trial => Assert.True(admission.Admit(trial.Config).IsAdmitted));
    }

    [Fact]
    public void Known_rules_hold_for_every_proposal_and_tight_ones_do_not_end_the_search()
    {
        var space = TestSpaces.Ruled();
        var trials = Run(Create(), space, Trials, new RuleAdmission(space));
        Assert.Equal(Trials, trials.Count);
        Assert.All(trials, trial => Assert.Equal(trial.Config["left"], trial.Config["right"]));
        Assert.All(trials, trial => Assert.Equal(trial.Config["flash"].IsTrue, trial.Config.Values.ContainsKey("tile")));
    }

    [Fact]
    public void Vendor_defaults_come_first_then_recipes()
    {
        var trials = Run(Create(), TestSpaces.TwoEngines(), 4);
        Assert.Equal(["vendor default", "vendor default", "recipe"], trials.Take(3).Select(trial => trial.Origin.Kind));
        Assert.Equal(["alder", "birch", "many short requests (a blog)"], trials.Take(3).Select(trial => trial.Origin.Detail));
        Assert.DoesNotContain(trials[3].Origin.Kind, StartingPoints.Kinds);
    }

    [Fact]
    public void Recipes_are_tried_within_a_third_of_the_budget_and_every_engines_default_in_any_case()
    {
        var space = TestSpaces.TwoEngines();
        var trials = new List<ViewedTrial> { TestSpaces.Trial(0, TestSpaces.Alder().Configure(new Dictionary<string, ParameterValue> { ["slots"] = ParameterValue.Of(2) }), TestSpaces.Completed(1), "baseline") };
        var kinds = new List<string>();
        for (var number = 1; number < 4; number++)
        {
            var asked = Assert.IsType<Proposal.Evaluate>(Create().Propose(TestSpaces.View(space, trials, budget: 5), number, CancellationToken.None));
            kinds.Add(asked.Origin.Kind);
            trials.Add(TestSpaces.Trial(number, asked.Config, TestSpaces.Completed(1), asked.Origin.Kind));
        }
        Assert.Equal(["vendor default", "vendor default"], kinds.Take(2));
        Assert.DoesNotContain(kinds[2], StartingPoints.Kinds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(23)]
    public void An_interrupted_run_goes_on_as_the_unbroken_one_would(int interruptedAt)
    {
        var unbroken = Run(Create(), TestSpaces.TwoEngines(), Trials);
        var resumed = Run(Create(), TestSpaces.TwoEngines(), Trials, before: unbroken.Take(interruptedAt));
        Assert.Equal(unbroken.Select(Describe), resumed.Select(Describe));
    }

    [Fact]
    public void A_small_space_is_exhausted_and_then_the_search_stops()
    {
        var trials = Run(Create(), TestSpaces.Small(), 100);
        Assert.Equal(12, trials.Count);
        var stop = Assert.IsType<Proposal.Stop>(Create().Propose(TestSpaces.View(TestSpaces.Small(), trials), 12, CancellationToken.None));
        Assert.Equal("every admissible configuration of the space was tried", stop.Reason);
    }

    [Fact]
    public void A_space_without_an_admissible_configuration_stops_at_once() =>
        Assert.Empty(Run(Create(), TestSpaces.TwoEngines(), 5, new Refusing(_ => true)));

    [Fact]
    public void An_engine_that_failed_for_good_is_left_alone()
    {
        var space = TestSpaces.TwoEngines();
        List<ViewedTrial> trials = [TestSpaces.Trial(0, TestSpaces.Birch().VendorDefault(), TestSpaces.Failed(FailurePolicy.FatalForEngine))];
        Assert.All(Run(Create(), space, 20, before: trials).Skip(1), trial => Assert.Equal("alder", trial.Config.Engine));
    }

    [Theory]
    [InlineData(FailurePolicy.Environment)]
    [InlineData(FailurePolicy.Censored)]
    public void A_failure_that_says_nothing_about_the_configuration_closes_no_engine(FailurePolicy policy)
    {
        List<ViewedTrial> trials = [TestSpaces.Trial(0, TestSpaces.Birch().VendorDefault(), TestSpaces.Failed(policy))];
        var later = Run(Create(), TestSpaces.TwoEngines(), Trials, before: trials).Skip(1).ToArray();
        Assert.Contains(later, trial => trial.Config.Engine == "birch");
        Assert.DoesNotContain(later, trial => trial.Config.Key == trials[0].Config.Key);
    }

    private static List<ViewedTrial> Run(IStrategy strategy, SearchSpace space, int count, IAdmission? admission = null, IEnumerable<ViewedTrial>? before = null)
    {
        List<ViewedTrial> trials = [.. before ?? []];
        while (trials.Count < count
            && strategy.Propose(TestSpaces.View(space, [.. trials], admission: admission), trials.Count, CancellationToken.None) is Proposal.Evaluate proposal)
        {
            trials.Add(new(trials.Count, proposal.Config, proposal.Origin, TestSpaces.Evaluate(proposal.Config)));
        }
        return trials;
    }

    private static string Describe(Proposal proposal) => proposal switch
    {
        Proposal.Evaluate evaluate => Describe(evaluate.Config, evaluate.Origin),
        _ => proposal.ToString(),
    };

    private static string Describe(ViewedTrial trial) => Describe(trial.Config, trial.Origin);

    private static string Describe(ServingConfig config, TrialOrigin origin) => $"{config.Key} | {origin.Kind} {string.Join(',', origin.Parents)} {origin.Detail}";
}

public sealed class RandomStrategyTests : StrategyContract
{
    protected override IStrategy Create() => new RandomStrategy();
}
