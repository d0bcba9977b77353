using AutoTune.Metrics;
using AutoTune.SearchSpaces;
using AutoTune.Trials;
using CsCheck;

namespace AutoTune.Tests.Storage;

/// <summary>Any event, with any text, NaN and ±∞ among its figures.</summary>
internal static class EventGenerators
{
    private static readonly Gen<string> Text = Gen.Frequency((4, Gen.String[Gen.Char.AlphaNumeric, 0, 12]), (1, Gen.Const("ünïcode \"<&\u2028\0\n\ttail")));
    private static readonly Gen<int> Count = Gen.Int[0, 1000];
    private static readonly Gen<DateTimeOffset> Time = Gen.Select(Gen.Long[0, 3_000_000_000_000_000_000], Gen.Int[-12, 12],
        (ticks, hours) => new DateTimeOffset(TimeSpan.TicksPerDay + ticks, TimeSpan.FromHours(hours)));

    private static readonly Gen<IReadOnlyDictionary<string, string>> Texts = Gen.Dictionary(Text, Text)[0, 3].Select(map => (IReadOnlyDictionary<string, string>)map);
    private static readonly Gen<IReadOnlyList<string>> Lines = Text.Array[0, 3].Select(lines => (IReadOnlyList<string>)lines);

    private static readonly Gen<ParameterValue> Setting = Gen.OneOf(
        Text.Select(ParameterValue.Of),
        Gen.Bool.Select(ParameterValue.Of),
        Gen.Long[-9_007_199_254_740_991, 9_007_199_254_740_991].Select(ParameterValue.Of),
        Gen.Double.Where(double.IsFinite).Select(ParameterValue.Of),
        Gen.Int[-9, 9].Select(whole => ParameterValue.Of((double)whole)));

    private static readonly Gen<Estimate> Figure = Gen.Select(Gen.Double, Gen.Double[0, 10], Gen.OneOf(Gen.Const(1.0), Gen.Const(3.5), Gen.Const(double.PositiveInfinity)), Gen.Enum<Scale>(), Count,
        (value, error, degrees, scale, launches) => new Estimate(value, error, degrees, scale, launches));

    private static readonly Gen<TrialMeasurement> Measurement = Gen.Select(Gen.Dictionary(Text, Figure)[0, 3], Gen.Dictionary(Text, Figure)[0, 2],
        (metrics, margins) => new TrialMeasurement(metrics, margins));

    private static readonly Gen<FailureClass> Failure = Gen.Select(Text, Gen.Enum<FailurePolicy>(), Gen.Enum<Retry>(), Text,
        (name, policy, retry, learned) => new FailureClass(name, policy, retry, learned));

    private static readonly Gen<Quantiles?> Latency = Gen.Double.Select(ms => new Quantiles(ms, ms, ms, ms, ms)).Null()!;

    public static Gen<ServingConfig> Config { get; } = Gen.Select(Text, Gen.Dictionary(Text, Setting)[0, 5], (engine, values) => new ServingConfig(engine, values));

    public static Gen<TrialOutcome> Outcome { get; } = Gen.OneOf(
        Measurement.Select(TrialOutcome (seen) => new TrialOutcome.Completed(seen)),
        Gen.Select(Text, Measurement, TrialOutcome (why, seen) => new TrialOutcome.Pruned(why, seen)),
        Gen.Select(Failure, Text, TrialOutcome (failure, evidence) => new TrialOutcome.Failed(failure, evidence)),
        Text.Select(TrialOutcome (why) => new TrialOutcome.NotMeasured(why)));

    private static readonly Gen<Goal> AnyGoal = Gen.OneOf(
        Gen.Select(Gen.Double, Gen.Double.Nullable(), Gen.Double.Nullable(), Goal (tolerance, start, reject) => new Goal.FindCapacity(tolerance, start, reject)),
        Gen.Select(Gen.Double.Array[0, 3], Gen.Long[0, 1L << 50].Nullable(), Gen.Bool, Goal (rates, ticks, stop) => new Goal.MeasureAt(rates, ticks is { } t ? new TimeSpan(t) : null, stop)));

    private static readonly Gen<ProbeSummary> Probe = Gen.Select(Time, Gen.Double.Nullable(), Count, Latency, Text.Null(), (at, rate, requests, latency, text) => new ProbeSummary
    {
        Started = at,
        ElapsedSeconds = requests,
        OfferedRate = rate,
        Concurrency = rate is null ? requests : null,
        AchievedRate = requests + 0.1,
        Requests = requests,
        Errors = requests / 2,
        Attainment = 0.5,
        Goodput = double.NaN,
        OutputTokensPerSecond = double.NegativeInfinity,
        TokensPerSecondPerUser = rate,
        TtftMs = latency,
        TpotMs = latency,
        ItlMs = null,
        E2EMs = latency,
        SendLagP99Ms = 1e-9,
        WhyInvalid = text,
        StoppedBecause = text,
        LoadAverage = 1.5,
        Purpose = "bisection",
        StampsFile = text,
        StampsSha256 = text,
    });

    private static readonly Gen<LaunchEvent> Seen = Gen.OneOf(
        Gen.Select(Lines, Text, Time, LaunchEvent (command, log, at) => new LaunchEvent.Started(command, log, at)),
        Gen.Select(Gen.Dictionary(Text, Gen.Double)[0, 3], Gen.Long.Nullable(), LaunchEvent (phases, tokens) => new LaunchEvent.Ready(phases) { KvTokens = tokens }),
        Probe.Select(LaunchEvent (probe) => new LaunchEvent.Probed(probe)),
        Gen.Select(Gen.Double, Text.Null(), LaunchEvent (seconds, tail) => new LaunchEvent.Stopped(seconds, tail)),
        Text.Select(LaunchEvent (message) => new LaunchEvent.Warned(message)),
        Gen.Select(Text, Figure, Gen.Double, Gen.Double.Nullable()).Select(LaunchEvent (key, value, floor, divergence) => new LaunchEvent.QualityKnown(key, value, floor, divergence)));

    private static readonly Gen<FinalsDecision> Decision = Gen.OneOf(
        Gen.Select(Count.Array[0, 3], Text, FinalsDecision (finalists, why) => new FinalsDecision.Begun(finalists, why)),
        Gen.Select(Count, Text, FinalsDecision (trial, why) => new FinalsDecision.FinalistChosen(trial, why)),
        Gen.Select(Text, Count, Figure, Gen.Bool, FinalsDecision (name, trial, figure, excludes) => new FinalsDecision.AlsoCompared(name, trial, 0, figure, figure, figure, excludes)),
        Gen.Select(Count, Count, Figure, Gen.Double[0, 1], FinalsDecision (finalist, pairs, ratio, better) => new FinalsDecision.Compared(finalist, 0, pairs, ratio, better)),
        Gen.Select(Count, Gen.Double, Gen.Bool, FinalsDecision (trial, rate, held) => new FinalsDecision.Confirmed(trial, rate, trial, 0, held)));

    private static readonly Gen<StudyVerdict> Verdict = Gen.Select(Gen.Enum<VerdictKind>(), Count.Nullable(), Figure.Null(), Gen.Double.Nullable(), Gen.Dictionary(Count, Figure)[0, 3],
        (kind, winner, ratio, better, reported) => new StudyVerdict(kind, 0, winner, ratio, better, "why") { Reported = reported });

    /// <summary>Every kind of event with every kind of what it carries.</summary>
    public static Gen<StudyEvent> Event { get; } = Gen.OneOf(
        Gen.Select(Time, Text, Texts, Lines, StudyEvent (at, text, environment, warnings) => new StudyEvent.StudyOpened(text, text, environment, warnings) { At = at }),
        Gen.Select(Time, Text, Texts, StudyEvent (at, version, budget) => new StudyEvent.SessionStarted(version, budget) { At = at }),
        Gen.Select(Time, Count, Config, Text, Count.Array[0, 2], StudyEvent (at, trial, config, kind, parents) => new StudyEvent.TrialAsked(trial, config, new(kind, parents, kind), trial) { At = at }),
        Gen.Select(Time, Count, Gen.Enum<LaunchPurpose>(), AnyGoal, StudyEvent (at, trial, purpose, goal) => new StudyEvent.LaunchBegun(trial, 1, purpose, goal) { At = at }),
        Gen.Select(Time, Count, Seen, StudyEvent (at, trial, seen) => new StudyEvent.LaunchSaw(trial, 2, seen) { At = at }),
        Gen.Select(Time, Count, Outcome, Gen.Double, StudyEvent (at, trial, outcome, seconds) => new StudyEvent.LaunchEnded(trial, 1, outcome, seconds) { At = at }),
        Gen.Select(Time, Decision, StudyEvent (at, decision) => new StudyEvent.FinalsDecided(decision) { At = at }),
        Gen.Select(Time, Verdict, StudyEvent (at, verdict) => new StudyEvent.StudyFinished(verdict) { At = at }),
        Gen.Select(Time, Text, StudyEvent (at, why) => new StudyEvent.StudyInterrupted(why) { At = at }));

    /// <summary>The same events at every call.</summary>
    public static IReadOnlyList<StudyEvent> Sample(int count)
    {
        var random = new PCG(1, 1);
        return [.. Enumerable.Range(0, count).Select(_ => Event.Generate(random, null, out Size _))];
    }
}
