using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Reports;
using AutoTune.Reports.Building;
using AutoTune.Studies;

namespace AutoTune.Tests.Reports;

/// <summary>A sweep over five rates; made-up figures.</summary>
internal static class SampleBench
{
    private static readonly Slo Limits = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(40), null, 0.9);

    public static BenchReport Sweep(bool limits = true)
    {
        var tests = new[] { 1.0, 2, 4, 6, 8 }.Select(Test).ToArray();
        tests[^1] = tests[^1] with { WhyInvalid = "the client read 7.2 ms late (99th percentile of a stream of known timing)" };
        return BenchReportBuilder.Build(
            tests, new ServingEndpoint(new("http://user:secret@127.0.0.1:8000/"), "chat <model>"),
            new() { Input = new LengthDistribution.Fixed(256), Output = new LengthDistribution.Fixed(128) }, RequestApi.Chat,
            limits ? Limits : new(null, null, null, 0.9), TimeSpan.FromSeconds(60), null, "0.0.0");
    }

    private static ProbeSummary Test(double rate)
    {
        var attainment = rate <= 4 ? 0.99 : 0.6;
        return new()
        {
            Started = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero),
            ElapsedSeconds = 66,
            OfferedRate = rate,
            AchievedRate = rate * 0.99,
            Requests = (int)(rate * 60),
            Met = (int)(rate * 60 * attainment),
            Errors = rate > 4 ? 2 : 0,
            FirstError = rate > 4 ? "503: <busy>" : null,
            Attainment = attainment,
            Goodput = rate * attainment,
            OutputTokensPerSecond = rate * 127,
            TotalTokensPerSecond = rate * 380,
            TokensPerSecondPerUser = 80 / (1 + rate / 4),
            FluidTokensPerSecond = 60 / (1 + rate / 4),
            TtftMs = Around(80 + rate * 30),
            TpotMs = Around(12 + rate * 2),
            ItlMs = Around(12 + rate * 2),
            IclMs = Around(12 + rate * 2),
            E2EMs = Around(1700 + rate * 300),
            SendLagP99Ms = 0.3,
        };
    }

    private static AutoTune.Metrics.Quantiles Around(double ms) => AutoTune.Metrics.Quantiles.Of([ms * 0.8, ms, ms, ms * 1.1, ms * 1.4, ms * 2.2])!;
}
