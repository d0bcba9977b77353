using System.Text.Json;
using AutoTune.Metrics;
using AutoTune.Reports;
using AutoTune.Reports.Building;
using AutoTune.Tests.Tuning;
using AutoTune.Trials;
using Json.Schema;
using Xunit;
using VerdictKind = AutoTune.Reports.VerdictKind;

namespace AutoTune.Tests.Reports;

public sealed class StudyReportBuilderTests
{
    private static readonly FailureClass OutOfMemory = new("oom_kv", FailurePolicy.Infeasible, Retry.No, "less KV");

    [Fact]
    public async Task A_finished_study_becomes_a_valid_document_that_says_what_replaced_what()
    {
        var report = await ReportOf(Better);

        Assert.Equal(VerdictKind.Replaced, report.Verdict!.Kind);
        Assert.Equal(7, report.Winner!.Trial);
        Assert.Equal(0, report.Baseline!.Trial);
        Assert.Equal(11.0 / 4, report.Verdict.Ratio!.Value, 6);
        Assert.StartsWith("Replace the baseline with trial 7", ReportWriter.Complete(report).Headline, StringComparison.Ordinal);
        AssertValid(report);
    }

    [Fact]
    public async Task Finals_show_the_pairs_in_the_order_in_which_they_ran()
    {
        var report = await ReportOf(Better);

        Assert.Equal(
            [PairOrder.FinalistFirst, PairOrder.BaselineFirst, PairOrder.FinalistFirst],
            report.Finals!.Pairs.Select(pair => pair.Order));
        Assert.Equal([7, 6, 5], report.Finals.FoundAgain.Select(found => found.Trial));
    }

    [Fact]
    public async Task Failures_are_grouped_by_class_with_their_trials()
    {
        var report = await ReportOf(request => request.Trial % 2 == 1 ? new TrialOutcome.Failed(OutOfMemory, "no room for the cache") : Better(request));

        var failure = Assert.Single(report.Failures);
        Assert.Equal("oom_kv", failure.Class);
        Assert.Equal([1, 3, 5, 7], failure.Trials);
        Assert.Equal("no room for the cache", report.Trials[3].Failure!.Evidence);
        Assert.Equal(4, report.TrialCounts.Failed);
        AssertValid(report);
    }

    [Fact]
    public async Task A_study_that_was_interrupted_shows_the_best_so_far()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Better(request) };
        bench.Store.CrashAt = 12;
        await Assert.ThrowsAsync<CrashedException>(() => bench.RunAsync(TestContext.Current.CancellationToken));

        var report = await BuildAsync(bench, StudyState.Interrupted);

        Assert.Null(report.Verdict);
        Assert.Equal(report.Trials.Where(trial => trial.Outcome == TrialState.Completed).Max(trial => trial.Number), report.Winner!.Trial);
        AssertValid(report);
    }

    [Fact]
    public async Task An_empty_study_is_a_valid_document_too()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Better(request) };
        bench.Store.CrashAt = 2;
        await Assert.ThrowsAsync<CrashedException>(() => bench.RunAsync(TestContext.Current.CancellationToken));

        AssertValid(await BuildAsync(bench, StudyState.Running));
    }

    private static async Task<StudyReport> ReportOf(Func<TrialRequest, TrialOutcome> evaluate)
    {
        var bench = new TuningBench { Evaluate = (request, clock, _) => Tick(clock, evaluate(request)) };
        await bench.RunAsync(TestContext.Current.CancellationToken);
        return await BuildAsync(bench, StudyState.Finished);
    }

    private static TrialOutcome Tick(Microsoft.Extensions.Time.Testing.FakeTimeProvider clock, TrialOutcome outcome)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        return outcome;
    }

    private static async Task<StudyReport> BuildAsync(TuningBench bench, StudyState state) => StudyReportBuilder.Build(new()
    {
        Plan = bench.Plan(),
        History = await StudyHistory.LoadAsync(bench.Store, "s", TestContext.Current.CancellationToken),
        State = state,
        GeneratedAt = bench.Clock.GetUtcNow(),
        Version = "test",
        Engines = [],
        NextSteps = [],
    });

    private static TrialOutcome Better(TrialRequest request) => new TrialOutcome.Completed(new(
        new Dictionary<string, Estimate> { ["capacity"] = Estimate.Exact(request.Config["slots"].Number) }, new Dictionary<string, Estimate>()));

    private static void AssertValid(StudyReport report)
    {
        using var document = JsonDocument.Parse(ReportJson.Write(ReportWriter.Complete(report)));
        var result = JsonSchema.FromText(ReportSchema.Generate()).Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, string.Join('\n', (result.Details ?? []).SelectMany(detail => detail.Errors ?? new Dictionary<string, string>()).Select(error => error.Value)));
    }
}
