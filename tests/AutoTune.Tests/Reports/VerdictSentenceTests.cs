using AutoTune.Reports;
using Xunit;

namespace AutoTune.Tests.Reports;

public sealed class VerdictSentenceTests
{
    private const string Slo = "under TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests";

    [Fact]
    public void A_replaced_baseline_is_told_with_ratio_interval_SLO_promise_and_cost()
    {
        Assert.StartsWith(
            $"Replace the baseline with trial 17. It has 1.64 × the baseline's capacity (95 % interval 1.49–1.80, P(better) 99.9 %) {Slo}. "
            + "13.6 req/s is its rated capacity, the rate to promise: held for 30 s, with 21 of 408 requests outside the SLO. Cost: ",
            VerdictSentence.For(SampleReport.Replaced()));
        Assert.EndsWith(" of engine time over 24 trials.", VerdictSentence.For(SampleReport.Replaced()));
    }

    [Fact]
    public void A_kept_baseline_says_that_the_interval_includes_one()
    {
        Assert.StartsWith(
            $"Baseline kept. Trial 17 has 1.04 × the baseline's capacity {Slo}, but 1 is inside the interval (95 % interval 0.97–1.12, P(better) 87.1 %; more than 97.5 % is asked for): no difference",
            VerdictSentence.For(SampleReport.Kept()));
    }

    [Fact]
    public void A_baseline_kept_for_another_reason_names_the_reason()
    {
        var report = SampleReport.Kept() with { Verdict = new VerdictSection { Kind = VerdictKind.Kept, Why = "no candidate was better in the search" } };
        Assert.StartsWith("Baseline kept. No candidate was better in the search. Cost: ", VerdictSentence.For(report));
    }

    [Fact]
    public void An_infeasible_study_names_the_limit_that_binds_and_the_nearest_trial()
    {
        Assert.StartsWith(
            "No configuration meets the SLO. None of 24 trials held TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests; TTFT ≤ 300 ms is the limit that binds. "
            + "Nearest is trial 14: p90 TTFT 412 ms at one stream.",
            VerdictSentence.For(SampleReport.Infeasible()));
    }

    [Fact]
    public void Where_nothing_was_measured_the_report_does_not_say_that_nothing_meets_the_limits()
    {
        var report = SampleReport.Infeasible() with { Verdict = new VerdictSection { Kind = VerdictKind.Unmeasured, Why = "no configuration was measured, the first because: the client was late" } };
        Assert.StartsWith("No verdict: nothing was measured. No configuration was measured, the first because: the client was late.", VerdictSentence.For(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_study_has_a_leader_and_no_verdict()
    {
        var sentence = VerdictSentence.For(SampleReport.Running(8));
        Assert.Matches(@"^So far trial \d+ leads\. Its capacity is [\d.]+ req/s \([\d.]+–[\d.]+\), the baseline [\d.]+ req/s", sentence);
        Assert.Contains("the verdict comes from the finals", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_without_trials_says_so() =>
        Assert.Equal($"Nothing measured yet. No trial has completed {Slo}; the study is running.", VerdictSentence.For(SampleReport.Running(0)));

    [Fact]
    public void A_command_study_is_told_in_its_own_metric_and_constraints()
    {
        var sentence = VerdictSentence.For(SampleReport.Command(30));
        Assert.Contains("It has 0.58 × the baseline's cost (95 % interval 0.55–0.61, P(better) 100 %) under ttft_p90_ms ≤ 600.", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("engine", sentence, StringComparison.Ordinal);
    }
}
