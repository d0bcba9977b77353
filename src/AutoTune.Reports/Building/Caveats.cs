using AutoTune.LanguageModels;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

/// <summary>What the verdict rests on, and a reader would want to know before deploying the winner.</summary>
internal static class Caveats
{
    public static IReadOnlyList<string> Of(ReportSource source, int? winner)
    {
        if (source.Plan.Study.Evaluation is not EvaluationMode.Served served || winner is not { } trial)
            return [];
        return [.. new[] { Fake(source), Rejudged(source), Servers(source, served, trial), Precision(source, trial), Speculation(source, served, trial), Model(served), Counted(source.History), Horizon(served, source.History, trial) }.OfType<string>()];
    }

    /// <summary>What a fake engine's version says of itself.</summary>
    private static string? Fake(ReportSource source) => source.History.Opened?.Environment.Any(fact => fact.Key.StartsWith(StudyFacts.EngineVersionPrefix, StringComparison.Ordinal) && fact.Value.Contains(StudyFacts.FakeMark, StringComparison.Ordinal)) == true
        ? "Made with AutoTune's fake engines: no model and no GPU ran, every latency was computed. No figure here says how fast anything is."
        : null;

    private static string? Rejudged(ReportSource source) => source.MadeFor is { } slo
        ? $"Nothing was measured for these limits: the stamps of requests that were made for {slo} were judged again. Rates far from the capacities found now tell little, and the intervals show it."
        : null;

    /// <summary>Who deploys several servers puts something before them, and who deploys one beside others wants to know what it was beside.</summary>
    private static string? Servers(ReportSource source, EvaluationMode.Served served, int winner)
    {
        var config = source.History.Trials[winner].Config;
        if (source.Engine(config.Engine) is not { } engine)
            return null;
        var replicas = engine.ReplicasOf(config);
        var copies = source.History.Trials[winner].Launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.Started>().Select(started => started.Copies).DefaultIfEmpty(1).Max();
        string?[] sentences =
        [
            replicas > 1 ? $"It is {replicas} equal servers: each request went to the one with the fewest in flight, and a deployment needs a balancer that does the same. The export to Compose brings one; a Service of Kubernetes spreads connections at random, with which the promised rate was not measured." : null,
            copies > 1 ? $"The figures of the finals are of one of {copies} copies that ran side by side under the same load, so that all {served.Gpus} GPUs were at work." : null,
        ];
        return sentences.Any(sentence => sentence is not null) ? string.Join(' ', sentences.OfType<string>()) : null;
    }

    private static string? Precision(ReportSource source, int winner)
    {
        var (mine, todays) = (source.History.Trials[winner].Config, source.History.Trials[StudyReportBuilder.BaselineOf(source)].Config);
        var changed = source.Plan.Space.Branches.FirstOrDefault(branch => branch.Name == mine.Engine)?.AllParameters
            .Where(parameter => parameter.Role is "weights" or "kv")
            .Where(parameter => mine.Values.TryGetValue(parameter.Name, out var value) && todays.Values.TryGetValue(parameter.Name, out var before) && value != before)
            .Select(parameter => $"{parameter.Name} {mine[parameter.Name]} in place of {todays[parameter.Name]}").ToArray() ?? [];
        if (changed.Length == 0)
            return null;
        var quality = TrialSections.QualityOf(source.History.Trials[winner], source);
        return $"It serves {string.Join(" and ", changed)}: {quality ?? "what that does to the answers was not measured here (a study's 'quality' would)"}.";
    }

    /// <summary>How many guesses are right depends on the text.</summary>
    private static string? Speculation(ReportSource source, EvaluationMode.Served served, int winner)
    {
        if (served.Workload.HasTexts || served.Model is ModelReference.Synthetic)
            return null;
        var config = source.History.Trials[winner].Config;
        var guesses = source.Plan.Space.Branches.FirstOrDefault(branch => branch.Name == config.Engine)?.AllParameters
            .FirstOrDefault(parameter => parameter.Role == "speculation" && config.Values.TryGetValue(parameter.Name, out var value) && value != parameter.Default);
        return guesses is null ? null : $"It guesses tokens ahead ({guesses.Name} {config[guesses.Name]}), and the load test's prompts were random words: how many guesses are right on your texts was not measured. A workload of real texts (sharegpt) would tell.";
    }

    private static string? Model(EvaluationMode.Served served) => served.Model is ModelReference.Synthetic
        ? "The model is synthetic: it runs as fast as a trained one of its size, and its answers mean nothing."
        : null;

    private static string? Counted(StudyHistory history) =>
        history.Trials.SelectMany(trial => trial.Launches).SelectMany(launch => launch.Probes).Any(probe => probe.TokensCountedByChunks)
            ? $"Token counts are guesses: {ProbeNotes.CountedByChunks}."
            : null;

    private static string Horizon(EvaluationMode.Served served, StudyHistory history, int winner)
    {
        var window = $"Capacity is what held over windows of {served.Probe.Window.TotalSeconds:0.#} s";
        var confirmed = history.Decisions.OfType<FinalsDecision.Confirmed>().LastOrDefault(decision => decision.Trial == winner && decision.Held);
        return confirmed is null
            ? $"{window}; no rate was confirmed over a longer time."
            : $"{window}; the promised rate over one of {confirmed.Requests / confirmed.Rate:0} s. Longer was not looked.";
    }
}
