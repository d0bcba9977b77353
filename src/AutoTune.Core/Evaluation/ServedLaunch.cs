using AutoTune.Capacity;
using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Quality;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>One candidate whose servers were started, from their readiness to its outcome.</summary>
internal sealed class ServedLaunch(
    ServedSetup setup, ServedEngine engine, ServerGroup servers, IReadOnlyList<GpuDevice> gpus, TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, PromptMemory prompts, StartMemory starts)
{
    /// <summary>Far above what one launch uses, so that no launch of a configuration repeats another's streams.</summary>
    private const int StreamsPerLaunch = 64;

    private static readonly TimeSpan ExitBound = TimeSpan.FromSeconds(5);    // longer than a launcher waits for the rest of a log
    private static readonly TimeSpan HealthBound = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan QuietWhileCompiling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestCompilation = TimeSpan.FromMinutes(30);

    private readonly Workload _workload = AlsoOf(setup, request)?.Workload ?? setup.Served.Workload;
    private readonly Slo _slo = AlsoOf(setup, request)?.Slo ?? setup.Served.Slo;
    private int _probes;

    public async Task<TrialOutcome> RunAsync(CancellationToken ct)
    {
        display.Report(new(request.Trial, request.Launch, starts.Knows(engine, request.Config, gpus) ? "waiting until it serves" : "waiting until it serves, which compiles anew"));
        var readiness = await servers.WaitUntilReadyAsync(new ReadinessCheck(setup.Http, setup.Failures, setup.Clock), engine.Definition.Name, Readiness(), ct);
        ThrowIfLost();
        if (readiness is ReadinessResult.Failed failed)
            return new TrialOutcome.Failed(failed.Finding.Class, failed.Finding.Evidence);
        var ready = (ReadinessResult.Ready)readiness;
        starts.Remember(engine, request.Config, gpus);
        await journal.RecordAsync(new LaunchEvent.Ready(Phases(ready.Timings)) { KvTokens = await engine.LoggedKvTokensAsync(servers.Candidate[0], CancellationToken.None) }, ct);
        return await MeasureWhileAliveAsync(ready.Model, ct);
    }

    /// <summary>A server that dies is found at once, and is the configuration's failure, not the probe's.</summary>
    private async Task<TrialOutcome> MeasureWhileAliveAsync(string model, CancellationToken ct)
    {
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var measuring = MeasureAsync(model, alive.Token);
        await Task.WhenAny(measuring, servers.AnyEnds);
        if (servers.Ended is not null)
        {
            await alive.CancelAsync();
            await ((Task)measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            return await DiedAsync();
        }
        try
        {
            var outcome = await measuring;
            return outcome is TrialOutcome.NotMeasured && await EndsAsync(ct) ? await DiedAsync() : outcome;
        }
        catch (UnresponsiveException hung)
        {
            return await EndsAsync(ct) ? await DiedAsync() : Classified(setup.Failures.FindCause(engine.Definition.Name, await LogAsync())
                ?? new FailureFinding(setup.Failures.Catalogue[FailureCatalogue.CrashUnknown], hung.Message, 0));
        }
    }

    /// <summary>An engine that was killed stops answering a moment before its launcher learns of its end.</summary>
    private async Task<bool> EndsAsync(CancellationToken ct)
    {
        await Task.WhenAny(servers.AnyEnds, Task.Delay(ExitBound, setup.Clock, ct));
        ct.ThrowIfCancellationRequested();
        return servers.Ended is not null;
    }

    private async Task<TrialOutcome> MeasureAsync(string model, CancellationToken ct)
    {
        var endpoint = servers.Endpoint(model);
        display.Report(new(request.Trial, request.Launch, "reading the tokenizer"));
        PromptCalibration calibration;
        try
        {
            calibration = await prompts.OfAsync(engine.Definition.Name, endpoint, setup.Served.Request, ct);
        }
        catch (HttpRequestException refused)
        {
            return new TrialOutcome.NotMeasured($"how many tokens a prompt has could not be learned: {refused.Message}");
        }
        var target = Target(endpoint, calibration);
        var runner = new LoadProbeRunner(setup.Load, target);
        var context = new CapacityContext
        {
            Slo = _slo,
            Probe = setup.Served.Probe,
            Workload = _workload,
            Streams = new((request.Launch - 1) * StreamsPerLaunch),
            Gpus = request.Resources.CandidateGpus,
        };
        return request.Goal switch
        {
            Goal.FindCapacity find when setup.Quality is { } judge => await FindAboveFloorAsync(judge, find, context, runner, endpoint, ct),
            Goal.FindCapacity find => await setup.Capacity.FindAsync(find, context, runner, ct),
            Goal.MeasureAt at => await RateMeasurement.MeasureAsync(at, context, runner, "confirmation", ct),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Below the floor nobody asks how fast it is.</summary>
    private async Task<TrialOutcome> FindAboveFloorAsync(QualityJudge judge, Goal.FindCapacity find, CapacityContext context, LoadProbeRunner runner, ServingEndpoint endpoint, CancellationToken ct)
    {
        display.Report(new(request.Trial, request.Launch, "measuring the quality of its answers"));
        QualityReading quality;
        try
        {
            quality = await judge.OfAsync(QualityKey.Of(request.Config, engine.Definition.Branch), request.Trial, endpoint, journal, ct);
        }
        catch (Exception problem) when (problem is HttpRequestException or InvalidDataException)
        {
            return new TrialOutcome.NotMeasured($"the quality of its answers could not be measured: {problem.Message}");
        }
        if (!quality.Passes)
            return new TrialOutcome.Completed(Measurements.NothingToFind(context).WithQuality(quality.Value, quality.Floor));
        return await setup.Capacity.FindAsync(find, context, runner, ct) switch
        {
            TrialOutcome.Completed completed => new TrialOutcome.Completed(completed.Measurement.WithQuality(quality.Value, quality.Floor)),
            TrialOutcome.Pruned pruned => pruned with { Measurement = pruned.Measurement.WithQuality(quality.Value, quality.Floor) },
            var other => other,
        };
    }

    private LoadTarget Target(ServingEndpoint endpoint, PromptCalibration calibration) => new()
    {
        Endpoint = endpoint,
        Neighbours = servers.Neighbours(endpoint.Model),
        Workload = _workload,
        Template = setup.Served.Request,
        Slo = _slo,
        Seed = setup.Seed,
        Prompts = calibration,
        EngineMetrics = engine.Definition.MetricsPath is { } path ? new(setup.Http, [.. endpoint.Servers.Select(server => new Uri(server, path))], engine.Definition.MetricNames, setup.Clock) : null,
        Gpus = new(setup.Gpus, [.. gpus.Take(request.Resources.CandidateGpus)], setup.Clock),
        KeepAsync = KeepAsync,
        OnAttainment = (probe, attainment) => display.Report(new(request.Trial, request.Launch, PhaseOf(probe), probe.Rate, attainment)),
        OnWait = (probe, what) => display.Report(new(request.Trial, request.Launch, $"{PhaseOf(probe)}, {what}")),
    };

    /// <summary>Stamps first, then the journal: an event never names a file that is not there.</summary>
    private async Task<ProbeSummary> KeepAsync(ProbeRecord record, ProbeSummary summary, CancellationToken ct)
    {
        var file = Path.Combine("stamps", $"trial-{request.Trial:000}-launch-{request.Launch}-probe-{++_probes:00}.jsonl.gz");
        var hash = await StampsFile.WriteAsync(Path.Combine(setup.StudyFolder, file), record, ct);
        var kept = summary with { StampsFile = file, StampsSha256 = hash };
        await journal.RecordAsync(new LaunchEvent.Probed(kept), ct);
        if (record.Requests is [.., { End: not RequestEnd.Completed }])
            await ThrowIfUnresponsiveAsync(ct);
        return kept;
    }

    /// <summary>The last request did not come back: a slow configuration still says that it is healthy, a hung one does not.</summary>
    private async Task ThrowIfUnresponsiveAsync(CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(HealthBound);
        try
        {
            var answers = await Task.WhenAll(servers.Candidate.Select(server => IsHealthyAsync(server, bound.Token)));
            if (answers.All(isHealthy => isHealthy))
                return;
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            // Told below.
        }
        throw new UnresponsiveException("it stopped answering: a probe's last request was not completed, and the health check failed");
    }

    private async Task<bool> IsHealthyAsync(IDeployment server, CancellationToken ct)
    {
        using var answer = await setup.Http.GetAsync(new Uri(server.Entry, engine.Definition.HealthPath), ct);
        return answer.IsSuccessStatusCode;
    }

    private static AlsoWorkload? AlsoOf(ServedSetup setup, TrialRequest request) =>
        request.Goal is Goal.FindCapacity { Workload: { } name } ? setup.Served.Also.First(also => also.Name == name) : null;

    private async Task<TrialOutcome> DiedAsync()
    {
        ThrowIfLost();
        var exit = await servers.Ended!.Exited;
        return Classified(setup.Failures.Classify(engine.Definition.Name, await LogAsync(), exit.Process));
    }

    /// <summary>The end of the launcher's own ground is not the configuration's.</summary>
    private void ThrowIfLost()
    {
        if (servers.Lost is { } what)
            throw new LauncherLostException(what);
    }

    private static TrialOutcome.Failed Classified(FailureFinding finding) => new(finding.Class, finding.Evidence);

    /// <summary>Of the server that ended, else of the first.</summary>
    private async Task<IReadOnlyList<string>> LogAsync()
    {
        await Task.WhenAny(servers.AnyEnds, Task.Delay(ExitBound, setup.Clock, CancellationToken.None));
        var path = (servers.Ended ?? servers.Candidate[0]).LogPath;
        return File.Exists(path) ? await File.ReadAllLinesAsync(path, CancellationToken.None) : [];
    }

    private ReadinessSettings Readiness()
    {
        var usual = setup.ReadinessOf(engine.Definition);
        return starts.Knows(engine, request.Config, gpus)
            ? setup.ReadinessWithin(engine.Definition, usual.QuietLimit, usual.HardLimit)
            : setup.ReadinessWithin(engine.Definition, QuietWhileCompiling, LongestCompilation);
    }

    private static Dictionary<string, double> Phases(StartupTimings timings)
    {
        var phases = new Dictionary<string, double> { ["started"] = timings.Spawn.TotalSeconds };
        void Add(string name, TimeSpan? at)
        {
            if (at is { } time)
                phases[name] = time.TotalSeconds;
        }

        Add("first log line", timings.FirstLogLine);
        Add("healthy", timings.Health);
        Add("model listed", timings.ModelListed);
        Add("first answer", timings.Smoke);
        return phases;
    }

    private static string PhaseOf(ProbeRequest probe) => probe.Rate is { } rate ? $"{probe.Purpose} at {rate:0.00} req/s" : probe.Purpose;

    private sealed class UnresponsiveException(string message) : Exception(message);
}
