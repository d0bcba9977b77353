using AutoTune.Capacity;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Runs a load test and prints what it saw.</summary>
internal static class Bench
{
    private const double Tolerance = 0.05;

    public static async Task<int> RunAsync(BenchPlan plan, bool json, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        using var load = new HttpLoadGenerator(clock, keepAlive: true);
        var endpoint = new ServingEndpoint(plan.Address, plan.Model ?? await ServedModels.FirstAsync(plan.Address, plan.ApiKeyVariable, ct), plan.ApiKeyVariable);
        var template = new RequestTemplate { IgnoreEos = true };
        using var calibrator = new PromptCalibrator();
        var target = new LoadTarget
        {
            Endpoint = endpoint,
            Workload = new() { Input = new LengthDistribution.Fixed(plan.Input), Output = new LengthDistribution.Fixed(plan.Output) },
            Template = template,
            Slo = plan.Slo,
            Seed = (ulong)clock.GetUtcNow().Ticks,
            Prompts = await calibrator.CalibrateAsync(endpoint, template, ct),
        };
        var test = new LoadTest(load, target, plan.Probe);
        if (plan.FindCapacity)
            return PrintCapacity(await test.FindCapacityAsync(new BisectionCapacity(), Tolerance, ct), json);
        var probes = plan.Rates.Count > 0 ? test.AtRatesAsync(plan.Rates, ct) : test.AtConcurrencyAsync(plan.Concurrencies, ct);
        return await PrintAsync(probes, json);
    }

    /// <summary>One document a test: an object for one, a list for several.</summary>
    private static async Task<int> PrintAsync(IAsyncEnumerable<ProbeSummary> probes, bool json)
    {
        var documents = new List<BenchDocument>();
        await foreach (var probe in probes)
        {
            documents.Add(BenchDocument.Of(probe));
            BenchText.Write(json ? Console.Error : Console.Out, probe);
        }
        if (json && documents.Count == 1)
            CliJson.Print(documents[0]);
        else if (json)
            CliJson.Print(documents);
        if (documents.TrueForAll(document => document.Requests > 0 && document.Errors == document.Requests))
            throw new InvalidInputException($"no request was answered: {documents[0].FirstError}");
        return ExitCodes.Done;
    }

    private static int PrintCapacity(TrialOutcome outcome, bool json)
    {
        if (outcome is not TrialOutcome.Completed { Measurement: var measurement })
            throw new StudyStoppedException((outcome as TrialOutcome.NotMeasured)?.Why ?? "it could not be measured", "Try again on a quiet machine.");
        var metrics = measurement.Metrics.ToDictionary(metric => metric.Key, metric => MetricDocument.Of(metric.Value));
        if (json)
            CliJson.Print(new CapacityDocument(metrics));
        else
            foreach (var (name, metric) in metrics)
                Console.Out.WriteLine($"{name,-28} {metric.Value:0.00} [{metric.Low:0.00} to {metric.High:0.00}]");
        return measurement.Metrics[MetricNames.Capacity].Value > 0 ? ExitCodes.Done : ExitCodes.Infeasible;
    }
}
