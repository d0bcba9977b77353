using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Preflight;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Tries an engine on this machine against what its file says: flags, starts, caches, metric names, one capacity. What it saw is a bundle that can be sent on.</summary>
internal sealed class AcceptanceRun(CheckedStudy ready, StudyFolder folder, TimeSpan time)
{
    /// <summary>Whatever the first start took.</summary>
    private static readonly TimeSpan LeastForCapacity = TimeSpan.FromMinutes(3);

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly EvaluationMode.Served _served = (EvaluationMode.Served)ready.Study.Evaluation;

    /// <param name="engine">A name, or a path; of the study's engines where one is named.</param>
    /// <param name="study">Null: a small one is written for it.</param>
    /// <param name="time">From the first start whose kernels and downloads are there already; what was begun is finished.</param>
    public static async Task<int> RunAsync(string engine, string? study, string? model, string? launcher, TimeSpan time, string results, bool json, CancellationToken ct)
    {
        var name = $"acceptance-{Path.GetFileNameWithoutExtension(engine)}";
        if (study is not null && model is not null)
            throw new InvalidInputException("--model is for an acceptance without --study, whose model is tried");
        if (!StudyPaths.IsName(name))
            throw new InvalidInputException($"'{engine}' is neither an engine's name nor a path to its file");
        var folder = new StudyFolder(results, name);
        var text = study is null ? await AcceptanceStudy.TextAsync(name, engine, model, launcher, ct) : null;
        folder.Create();
        using var held = StudyLock.Take(folder);
        if (text is not null)
            await File.WriteAllTextAsync(folder.StudyFile, text, ct);
        var ready = StudyLoader.Load(study ?? folder.StudyFile, new() { Name = name, Launcher = launcher, Engine = engine });
        if (ready.Study.Evaluation is not EvaluationMode.Served)
            throw new InvalidInputException("--acceptance is for studies that launch an engine; this one runs a command");
        if (study is not null)
            await File.WriteAllTextAsync(folder.StudyFile, ready.Study.SourceText, ct);
        var document = await new AcceptanceRun(ready, folder, time).AcceptAsync(ct);
        if (json)
            CliJson.Print(document);
        else
            AcceptanceText.Write(Console.Out, document);
        return document.Accepted ? ExitCodes.Done : ExitCodes.Differs;
    }

    /// <summary>What is held against predictions for another card, or for none, would be the engine's fault in vain.</summary>
    /// <exception cref="MachineLacksException">There are fewer cards than the study says, or others.</exception>
    private async Task CheckCardsAsync(CancellationToken ct)
    {
        if (_served.Launcher == "hooks")
            return;
        var devices = await new InstalledGpus().DevicesAsync(ct);
        if (devices.Count < _served.Gpus)
            throw new MachineLacksException($"the study has {_served.Gpus} GPUs, and this machine has {devices.Count}");
        if (_served.Gpus > 0 && _served.Gpu is { } said && GpuCatalogue.Of(devices[0])?.Id is { } here && here != said)
            throw new MachineLacksException($"the study says {said}, and this machine has {here}");
        if (_served.Gpus == 0 && devices.Count > 0 && ready.Engines[0].Models == ModelForm.Hub)
            throw new InvalidInputException($"the study gives {ready.Engines[0].Title} no GPU, and {devices.Count} are here: hardware: {{gpus: 1}}");
    }

    private async Task<AcceptanceDocument> AcceptAsync(CancellationToken ct)
    {
        await CheckCardsAsync(ct);
        Directory.Delete(folder.Logs, recursive: true);    // of an earlier acceptance
        folder.Create();
        using var prepared = await ServedComposition.PrepareAsync(ready, _served, folder, new ErrorLines(), _clock, ct);
        var engine = prepared.Engines[0];
        var findings = new AcceptanceFindings(engine, prepared.Plan, _served.Gpu is null ? null : new SpaceEstimator(ready));
        findings.Flags(prepared.Differences);
        foreach (var failed in prepared.FailedFirstStarts)
            findings.Add("first start", "failed", failed);
        var began = _clock.GetTimestamp();
        var starts = StartingPoints.Of(prepared.Plan.Space, prepared.Plan.Admission);
        if (starts.Count == 0)
            findings.Add("start", "failed", "none of its starting points may start here: the memory model or a rule of its file excludes them all");
        var metrics = await TryAsync(prepared, engine, starts, began, findings, ct);
        var document = findings.Document(_served, ready.Study.Name, starts.Count, _clock.GetElapsedTime(began));
        return document with { Bundle = AcceptanceBundle.Write(folder, document, engine.Help, metrics, engine.Secrets.Values) };
    }

    /// <summary>One start after the other, until the time is over; a capacity of the first that serves. What was seen is kept, whatever comes then.</summary>
    /// <returns>A page of its metrics; null where it gave none.</returns>
    private async Task<string?> TryAsync(PreparedServing prepared, ServedEngine engine, IReadOnlyList<Proposal.Evaluate> starts, long began, AcceptanceFindings findings, CancellationToken ct)
    {
        string? metrics = null;
        var isMeasured = false;
        for (var number = 1; number <= starts.Count && (number == 1 || _clock.GetElapsedTime(began) < time); number++)
        {
            var (config, what) = (starts[number - 1].Config, WhatOf(starts[number - 1].Origin));
            await Console.Error.WriteLineAsync($"start {number} of {starts.Count}: {what}".AsMemory(), ct);
            try
            {
                var seen = await LookAsync(prepared, engine, config, Path.Combine(folder.Logs, $"start-{number}"), ct);
                findings.Start(what, seen);
                metrics ??= seen.MetricsPage;
                if (isMeasured || seen.Failure is not null)
                    continue;
                isMeasured = true;
                await Console.Error.WriteLineAsync($"one capacity: {what}".AsMemory(), ct);
                findings.Capacity(what, config, await MeasureAsync(prepared, config, time - _clock.GetElapsedTime(began), findings, ct));
            }
            catch (Exception problem) when (problem is StudyStoppedException || (problem is MachineLacksException && number > 1))
            {
                findings.Add("start", "failed", $"{what}: {problem.Message}; nothing was tried after it");
                break;
            }
        }
        return metrics;
    }

    private static string WhatOf(TrialOrigin origin) => origin.Kind == TrialOrigins.VendorDefault ? AcceptanceFindings.AsItComes : origin.Detail.Split(" (", 2)[0];

    /// <exception cref="MachineLacksException">Nothing can be started here.</exception>
    private static async Task<StartSeen> LookAsync(PreparedServing prepared, ServedEngine engine, ServingConfig config, string logs, CancellationToken ct)
    {
        try
        {
            return await new StartLook(prepared.Parts.Setup).OfAsync(engine, config, prepared.Resources.Of(config), logs, ct);
        }
        catch (Exception problem) when (problem is LaunchException or DevicesTakenException)
        {
            throw new MachineLacksException(problem.Message, problem);
        }
    }

    private async Task<TrialOutcome> MeasureAsync(PreparedServing prepared, ServingConfig config, TimeSpan left, ITrialJournal journal, CancellationToken ct)
    {
        var request = new TrialRequest
        {
            Study = ready.Study.Name,
            Trial = 0,
            Launch = 1,
            Config = config,
            Resources = prepared.Resources.Of(config),
            Goal = new Goal.FindCapacity(_served.Probe.Tolerance, Allowance: left > LeastForCapacity ? left : LeastForCapacity),
            Seed = ready.Study.Seed,
        };
        return await new ServedEvaluator(prepared.Parts.Setup).EvaluateAsync(request, journal, new ErrorLines(), ct);
    }
}
