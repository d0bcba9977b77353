using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Preflight;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>Holds what was seen of an engine against its file: each finding is <c>ok</c>, a <c>note</c>, <c>differs</c> or <c>failed</c>.</summary>
/// <param name="estimator">Null where the device is not known: nothing is predicted then.</param>
internal sealed class AcceptanceFindings(ServedEngine engine, TuningPlan plan, SpaceEstimator? estimator) : ITrialJournal
{
    /// <summary>The vendor's default.</summary>
    public const string AsItComes = "as it comes";

    private const double Gib = 1L << 30;

    /// <summary>Standard deviations of the memory model's own error.</summary>
    private const double WithinError = 2;

    private readonly List<DoctorFinding> _findings = [];
    private readonly List<AcceptedStart> _starts = [];
    private readonly List<ProbeSummary> _probes = [];
    private readonly EngineDefinition _file = engine.Definition;
    private AcceptedCapacity? _capacity;

    public void Add(string what, string state, string found) => _findings.Add(new(what, state, found));

    /// <param name="differences">What its own help took out of its file, in sentences.</param>
    public void Flags(IReadOnlyList<string> differences)
    {
        foreach (var difference in differences)
            Add("flags", "differs", difference);
        if (engine.Help is null)
            Add("flags", "differs", $"{_file.Title} does not answer '{string.Join(' ', _file.HelpQuestion)}': its flags could not be checked");
        else if (differences.Count == 0)
            Add("flags", "ok", $"each of the {_file.Branch.AllParameters.Count(parameter => parameter.Binding is SettingBinding.Flag)} flags of its file stands in its help, with the values that are searched");
    }

    /// <param name="what">As it comes, or the name of a recipe.</param>
    public void Start(string what, StartSeen seen)
    {
        var sheet = (plan.Admission as MemoryAdmission)?.SheetOf(seen.Config);
        var settings = new StudyLines(plan.Space, plan.Finals.Objective).Settings(seen.Config);
        _starts.Add(new(what, settings, seen.Command, Seconds(seen.Ready), seen.Failure?.Class.Name, seen.Failure?.Evidence, seen.KvTokens, sheet?.KvTokens, OffGib(seen, sheet), sheet?.Error, seen.MemoryUsed / Gib));
        if (seen.Failure is { } failure)
        {
            Add("start", "failed", $"{what}: {failure.Class.Name}: {failure.Evidence.Split('\n')[0]}");
            return;
        }
        Add("start", "ok", $"{what}: answered after {seen.Ready!.Value.TotalSeconds:0.0} s");
        Cache(what, seen, sheet);
        if (_starts.Count(start => start.Failure is null) == 1)
            MetricNamesOn(seen);
    }

    private void Cache(string what, StartSeen seen, MemorySheet? sheet)
    {
        if (_file.Memory?.Logged is null)
        {
            if (_starts.Count(start => start.Failure is null) == 1)
                Add("cache", "note", "its file has no pattern for the line of its log that tells the cache's tokens");
        }
        else if (seen.KvTokens is not { } logged)
            Add("cache", "differs", $"{what}: no line of its log tells the cache's tokens as its file says");
        else if (sheet is null || OffGib(seen, sheet) is not { } off)
            Add("cache", "note", $"{what}: {logged} tokens logged, none predicted: the device or the model is not known");
        else
            Add("cache", Math.Abs(off) <= WithinError * sheet.Error ? "ok" : "differs", $"{what}: {logged} tokens logged, {sheet.KvTokens} predicted ({(double)sheet.KvTokens / logged - 1:+0.0 %;-0.0 %}; off by {-off:+0.00;-0.00} GiB, stated error {sheet.Error:0.0})");
    }

    private void MetricNamesOn(StartSeen seen)
    {
        if (_file.MetricsPath is not { } path)
            return;
        if (seen.MetricsPage is not { } page)
        {
            Add("metrics", "differs", $"{path} does not answer");
            return;
        }
        // Counters of guesses are there only where tokens are guessed.
        var guesses = ServingShape.Of(_file, seen.Config).Speculation is not null;
        var looked = _file.MetricNames.Where(name => guesses || !name.Key.StartsWith("draft_", StringComparison.Ordinal)).ToDictionary();
        var missing = EngineMetrics.MissingOn(page, looked);
        foreach (var (name, theirs, nearest) in missing)
            Add("metrics", "differs", $"{path} has no {theirs} ({name}){(nearest is null ? "" : $"; it has {nearest}")}");
        if (missing.Count == 0)
            Add("metrics", "ok", $"{path} has all {looked.Count} names of its file");
    }

    public async Task RecordAsync(LaunchEvent seen, CancellationToken ct)
    {
        if (seen is not LaunchEvent.Probed { Probe: var probe })
            return;
        _probes.Add(probe);
        await Console.Error.WriteLineAsync($"  {StudyLines.Probe(probe)}".AsMemory(), ct);
    }

    /// <param name="what">As it comes, or the name of a recipe.</param>
    public void Capacity(string what, ServingConfig config, TrialOutcome outcome)
    {
        Readings();
        if (outcome is not TrialOutcome.Completed { Measurement.Metrics: var metrics } || !metrics.TryGetValue(MetricNames.Capacity, out var capacity))
        {
            Add("capacity", "failed", $"{what}: {new StudyLines(plan.Space, plan.Finals.Objective).Outcome(outcome)}");
            return;
        }
        var predicted = estimator?.Of(config, CancellationToken.None)?.Prediction;
        var stream = _probes.FirstOrDefault(probe => probe.TtftMs is not null);
        _capacity = new(what, capacity.Value, capacity.Low, capacity.High, predicted?.Capacity, stream?.TtftMs?.P50, predicted?.Ttft * 1000, stream?.TpotMs?.P50, predicted?.Tpot * 1000);
        Add("capacity", capacity.Value > 0 ? "ok" : "differs", $"{StudyLines.Figure(capacity)} requests/s {(what == AsItComes ? what : $"with the recipe '{what}'")}{(predicted is null ? "" : $"; {predicted.Capacity:0.00} predicted, which is rough")}");
    }

    /// <summary>The names may be there and say nothing.</summary>
    private void Readings()
    {
        if (_file.MetricsPath is null || _probes.Count == 0)
            return;
        if (_probes.Any(probe => probe.Engine is { RunningMost: > 0 }))
            Add("under load", "ok", "its metrics tell of running requests");
        else
            Add("under load", "differs", _file.MetricNames.ContainsKey("running") ? "its metrics never told of a running request while it was loaded" : "its file has no name for the number of running requests");
    }

    /// <param name="starts">That there were to try.</param>
    public AcceptanceDocument Document(EvaluationMode.Served served, string study, int starts, TimeSpan took)
    {
        if (engine.Version.Contains(StudyFacts.FakeMark, StringComparison.Ordinal))
            Add("fake", "note", "this is a fake engine: no model ran, and no figure here was measured on a GPU");
        if (_starts.Count > 0 && _starts.All(start => start.Failure is not null))
            Add("capacity", "failed", "nothing served: its metrics were not looked at, and no capacity was measured");
        if (_starts.Count < starts)
            Add("time", "note", $"{starts - _starts.Count} of {starts} starting points were not tried: the time was over");
        return new()
        {
            StartingPoints = starts,
            Engine = _file.Name,
            Title = _file.Title,
            Version = engine.Version,
            Image = engine.Container?.Image,
            Study = study,
            Model = served.Model.ToString()!,
            Gpus = served.Gpus,
            Gpu = served.Gpu,
            Machine = HostFacts.Of(HostProfileReader.Read()),
            Minutes = Math.Round(took.TotalMinutes, 1),
            Findings = _findings,
            Starts = _starts,
            Capacity = _capacity,
        };
    }

    /// <summary>GiB of one GPU's cache: logged minus predicted.</summary>
    private static double? OffGib(StartSeen seen, MemorySheet? sheet) =>
        seen.KvTokens is { } logged && sheet is { KvTokens: > 0 } ? ((double)logged / sheet.KvTokens - 1) * sheet.KvCache : null;

    private static double? Seconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalSeconds, 1) : null;
}
