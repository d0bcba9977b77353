using AutoTune.Cli.Json;
using AutoTune.Finals;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>The figures that an export carries as comments.</summary>
internal static class ExportFigures
{
    public static IEnumerable<string> Lines(OpenedStudy opened, int number)
    {
        var (plan, history) = (opened.Checked.Plan, opened.History);
        var served = (EvaluationMode.Served)plan.Study.Evaluation;
        var capacity = new ReportedFigures(plan.Finals.Objective, history).Capacity(number);
        yield return capacity is { Value: > 0 }
            ? $"capacity: {capacity.Value:0.00} req/s, 95 % interval {capacity.Low:0.00} to {capacity.High:0.00}, {capacity.Launches} launches"
            : "capacity: none was found";
        if (PromiseDocument.Of(history, plan.Finals, number) is { } promise)
            yield return $"rated capacity (what is promised): {promise.Sentence}";
        yield return $"SLO: {served.Slo}";
        yield return $"probes: {served.Probe.Window.TotalSeconds:0.#} s windows after {served.Probe.WarmUp.TotalSeconds:0.#} s of warm-up";
        if (history.Opened is { } study)
            yield return $"measured on: {study.Environment.GetValueOrDefault(StudyFacts.Processor)}, {study.Environment.GetValueOrDefault(StudyFacts.Cores)} cores, {study.At:yyyy-MM-dd}";
    }
}
