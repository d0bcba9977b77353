using AutoTune.Capacity;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Capacity;

public sealed class BisectionCapacityTests(ITestOutputHelper output)
{
    private static readonly ProbeSettings Short = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8));

    private static readonly SimulatedQueue Chat = new()
    {
        Workload = new() { Input = new LengthDistribution.Uniform(24, 64), Output = new LengthDistribution.Uniform(48, 96) },
        Slo = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(30), null, 0.9),
    };

    public static TheoryData<string> Queues => [.. Cases.Keys];

    private static Dictionary<string, SimulatedQueue> Cases { get; } = new()
    {
        ["chat"] = Chat,
        ["few slots"] = Chat with { Slots = 4, StepMsPerStream = 2 },
        ["with errors"] = Chat with { ErrorShare = 0.05 },
    };

    [Theory]
    [MemberData(nameof(Queues))]
    public async Task The_known_capacity_of_a_queue_is_found_within_the_interval(string name)
    {
        var queue = Cases[name];
        var truth = Truth(queue);
        const int Searches = 40;
        var errors = new List<double>();
        var covered = 0;
        var seconds = 0.0;
        var probes = 0;
        var standardErrors = 0.0;
        for (var seed = 1; seed <= Searches; seed++)
        {
            var runner = new SimulatedProbes(queue, (ulong)seed);
            var capacity = await FindAsync(queue, runner, new(0.08));
            errors.Add(Math.Abs(Math.Log(capacity.Value / truth)));
            covered += capacity.Low <= truth && truth <= capacity.High ? 1 : 0;
            standardErrors += capacity.StandardError / Searches;
            seconds += runner.Seconds / Searches;
            probes += runner.Requests.Count;
        }

        errors.Sort();
        output.WriteLine($"{name}: truth {truth:0.00} req/s, error P50 {errors[Searches / 2]:P1} P90 {errors[Searches * 9 / 10]:P1}, coverage {covered / (double)Searches:P0}, "
            + $"mean se {standardErrors:P1}, {seconds:0} engine-seconds, {probes / (double)Searches:0.0} probes");
        Assert.InRange(errors[Searches * 9 / 10], 0, 0.25);
        Assert.InRange(covered / (double)Searches, 0.90, 1);
    }

    [Fact]
    public async Task A_configuration_whose_single_stream_misses_the_SLO_has_no_capacity_and_says_by_how_much()
    {
        var queue = Chat with { StepMs = 60 };
        var runner = new SimulatedProbes(queue, 1);
        var outcome = Assert.IsType<TrialOutcome.Completed>(await new BisectionCapacity().FindAsync(new(0.05), Context(queue), runner, TestContext.Current.CancellationToken));
        Assert.Equal(0, outcome.Measurement.Metrics[MetricNames.Capacity].Value);
        Assert.Equal(Math.Log(30 / 61.2), outcome.Measurement.SloMargins["tpot"].Value, 0.01);
        Assert.Equal(["one stream", "one stream"], runner.Requests.Select(request => request.Purpose));
    }

    [Fact]
    public async Task A_candidate_that_is_clearly_worse_is_pruned_and_reports_what_was_seen()
    {
        var runner = new SimulatedProbes(Chat, 1);
        var outcome = await new BisectionCapacity().FindAsync(new(0.05, RejectBelow: 3 * Truth(Chat)), Context(Chat), runner, TestContext.Current.CancellationToken);
        var pruned = Assert.IsType<TrialOutcome.Pruned>(outcome);
        Assert.True(pruned.Measurement.Metrics[MetricNames.Capacity].StandardError > 0.02);
        Assert.InRange(runner.Requests.Count, 2, 5);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task What_is_said_of_a_candidate_far_below_the_best_does_not_come_from_the_best(double factor)
    {
        var truth = Truth(Chat);
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var outcome = await new BisectionCapacity().FindAsync(new(0.15, StartRate: factor * truth, RejectBelow: factor * truth), Context(Chat), new SimulatedProbes(Chat, seed), TestContext.Current.CancellationToken);
            var capacity = Assert.IsType<TrialOutcome.Pruned>(outcome).Measurement.Metrics[MetricNames.Capacity];
            output.WriteLine($"{factor} × the truth of {truth:0.0}: {capacity.Value:0.0} [{capacity.Low:0.0} to {capacity.High:0.0}]");
            Assert.InRange(capacity.Value, truth / 1.6, truth * 1.6);
        }
    }

    [Fact]
    public async Task No_stream_is_used_twice_and_invalid_probes_are_repeated_twice_at_most()
    {
        var runner = new SimulatedProbes(Chat, 1) { Invalidate = request => request.Purpose == "bisection" ? "late" : null };
        var outcome = await new BisectionCapacity().FindAsync(new(0.05, StartRate: 10), Context(Chat), runner, TestContext.Current.CancellationToken);
        Assert.Contains("late", Assert.IsType<TrialOutcome.NotMeasured>(outcome).Why, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], runner.Requests.TakeLast(3).Select(request => request.Attempt));
        Assert.Equal(Enumerable.Range(0, runner.Requests.Count), runner.Requests.Select(request => request.StreamNumber));
    }

    [Fact]
    public async Task Without_a_limit_capacity_is_what_a_closed_loop_completes()
    {
        var queue = Chat with { Slo = new(null, null, null, 0.9) };
        var capacity = await FindAsync(queue, new SimulatedProbes(queue, 1), new(0.05));
        Assert.InRange(capacity.Value, 5, 12);
        Assert.Equal(2, capacity.DegreesOfFreedom);
    }

    [Fact]
    public async Task A_measurement_at_a_rate_sees_its_whole_window()
    {
        var runner = new SimulatedProbes(Chat, 1);
        var outcome = await RateMeasurement.MeasureAsync(new([30], TimeSpan.FromSeconds(4)), Context(Chat), runner, "confirmation", TestContext.Current.CancellationToken);
        var metrics = Assert.IsType<TrialOutcome.Completed>(outcome).Measurement.Metrics;
        Assert.InRange(metrics[MetricNames.Attainment].Value, 0, 0.5);
        Assert.False(runner.Requests.Single().MayStopEarly);
        Assert.True(runner.Seconds > 4);
    }

    [Fact]
    public void Stopping_early_never_stops_what_would_have_held()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var request = new ProbeRequest { Purpose = "", StreamNumber = 0, Rate = 8 + seed % 6, WarmUp = Short.WarmUp, Window = Short.Window };
            var whole = ProbeSummaries.Of(Chat.Run(request, seed), Chat.Slo);
            var watched = ProbeSummaries.Of(Chat.Run(request with { MayStopEarly = true }, seed), Chat.Slo);
            Assert.True(watched.StoppedBecause is null ? watched.Met == whole.Met : whole.Attainment < Chat.Slo.Attainment);
        }
    }

    private static async Task<Estimate> FindAsync(SimulatedQueue queue, SimulatedProbes runner, Goal.FindCapacity goal) =>
        Assert.IsType<TrialOutcome.Completed>(await new BisectionCapacity().FindAsync(goal, Context(queue), runner, TestContext.Current.CancellationToken))
            .Measurement.Metrics[MetricNames.Capacity];

    private static CapacityContext Context(SimulatedQueue queue) =>
        new() { Slo = queue.Slo, Probe = Short, Workload = queue.Workload, Streams = new StreamCounter() };

    /// <summary>The rate at which the expected attainment of such a window is the target, from 150 windows per rate.</summary>
    private static double Truth(SimulatedQueue queue)
    {
        var (low, high) = (1.0, 40.0);
        while (high / low > 1.005)
        {
            var middle = Math.Sqrt(low * high);
            var request = new ProbeRequest { Purpose = "", StreamNumber = 0, Rate = middle, WarmUp = Short.WarmUp, Window = Short.Window };
            var attainment = Enumerable.Range(1, 150).Average(seed => ProbeSummaries.Of(queue.Run(request, (ulong)(seed + 10_000)), queue.Slo).Attainment);
            (low, high) = attainment >= queue.Slo.Attainment ? (middle, high) : (low, middle);
        }

        return low;
    }
}
