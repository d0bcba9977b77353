using AutoTune.Capacity;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Reports;
using AutoTune.Reports.Building;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>Runs a load test and prints what it saw.</summary>
internal static class Bench
{
    private const double Tolerance = 0.05;

    /// <summary>Of a test's requests: with more failures its figures are those of a few.</summary>
    private const double MostFailed = 0.5;

    /// <summary>A server that loads its model at the first request may take this long.</summary>
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(BenchPlan plan, bool json, CancellationToken ct)
    {
        if (plan.Slo.WhyTooShort(plan.Probe.Window) is { } tooShort)
            await Console.Error.WriteLineAsync($"warning: {tooShort}".AsMemory(), ct);
        using var load = new LoadClient(TimeProvider.System, keepAlive: true);
        var progress = BenchProgress.OnErrorStream(plan.Slo.HasLimits);
        var target = await TargetAsync(plan, ct) with
        {
            OnAttainment = progress.Show,
            KeepAsync = (record, probe, _) =>
            {
                progress.Clear();
                return Task.FromResult(probe);
            },
        };
        if (plan.FindCapacity)
        {
            var watched = target with { KeepAsync = (_, probe, _) => ShowAsync(probe, progress, ct) };
            return PrintCapacity(await new LoadTest(load, watched, plan.Probe).FindCapacityAsync(new BisectionCapacity(), Tolerance, ct), json);
        }
        var test = new LoadTest(load, target, plan.Probe);
        var seen = new List<ProbeSummary>();
        var pageIsThere = true;
        try
        {
            await TestAsync(plan.Rates.Count > 0 ? test.AtRatesAsync(plan.Rates, plan.RampTo, ct) : test.AtConcurrencyAsync(plan.Concurrencies, ct), seen, plan.Slo.HasLimits, json);
        }
        finally
        {
            // An interrupted sweep shows what it has.
            if (plan.Page is { } page && seen.Count > 0)
                pageIsThere = TryWritePage(page, seen, target, plan);
        }
        if (json)
            PrintDocuments(seen, plan.Slo.HasLimits);
        return pageIsThere ? Verdict(seen) : ExitCodes.MachineLacks;
    }

    private static bool TryWritePage(string file, IReadOnlyList<ProbeSummary> seen, LoadTarget target, BenchPlan plan)
    {
        var report = BenchReportBuilder.Build(seen, target.Endpoint, plan.Workload, plan.Api, plan.Slo, plan.Probe.Window, plan.RampTo, ProductVersion.Text);
        try
        {
            ReportWriter.WritePage(report, file);
            Console.Error.WriteLine($"page: {Path.GetFullPath(file)}");
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: the page {file} cannot be written: {problem.Message}");
            return false;
        }
    }

    /// <exception cref="MachineLacksException">The server cannot be reached, or refuses a first request.</exception>
    private static async Task<LoadTarget> TargetAsync(BenchPlan plan, CancellationToken ct)
    {
        var endpoint = new ServingEndpoint(plan.Address, plan.Model ?? await ServedModels.FirstAsync(plan.Address, plan.ApiKeyVariable, ct), plan.ApiKeyVariable);
        var template = new RequestTemplate { Api = plan.Api, IgnoreEos = true };
        using var calibrator = new PromptCalibrator();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(FirstAnswer);
        try
        {
            return new()
            {
                Endpoint = endpoint,
                Workload = plan.Workload,
                Template = template,
                Slo = plan.Slo,
                Seed = (ulong)TimeProvider.System.GetUtcNow().Ticks,
                Prompts = await calibrator.CalibrateAsync(endpoint, template, bound.Token),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MachineLacksException($"{plan.Address} did not answer a first request within {FirstAnswer.TotalSeconds:0} s");
        }
        catch (HttpRequestException refused)
        {
            var hint = refused.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden
                ? "name the API key's variable with --api-key-env"
                : $"is it an OpenAI-compatible server, and '{endpoint.Model}' one of its models?";
            throw new MachineLacksException($"{refused.Message.TrimEnd('.')}; {hint}", refused);
        }
    }

    /// <summary>A capacity takes minutes: each probe is shown as it ends.</summary>
    private static async Task<ProbeSummary> ShowAsync(ProbeSummary probe, BenchProgress progress, CancellationToken ct)
    {
        progress.Clear();
        await Console.Error.WriteLineAsync(StudyLines.Probe(probe).AsMemory(), ct);
        return probe;
    }

    private static async Task TestAsync(IAsyncEnumerable<ProbeSummary> probes, List<ProbeSummary> seen, bool hasLimits, bool json)
    {
        await foreach (var probe in probes)
        {
            seen.Add(probe);
            BenchText.Write(json ? Console.Error : Console.Out, probe, hasLimits);
        }
    }

    /// <summary>An object for one test, a list for several.</summary>
    private static void PrintDocuments(IEnumerable<ProbeSummary> seen, bool hasLimits)
    {
        List<BenchDocument> documents = [.. seen.Select(probe => BenchDocument.Of(probe, hasLimits))];
        if (documents is [var only])
            CliJson.Print(only);
        else
            CliJson.Print(documents);
    }

    private static int Verdict(IReadOnlyList<ProbeSummary> seen)
    {
        if (seen.FirstOrDefault(probe => probe.Errors > MostFailed * probe.Requests) is { } failed)
            Console.Error.WriteLine($"error: {failed.Errors} of {failed.Requests} requests failed; the first: {failed.FirstError}");
        else if (seen.Count(probe => probe.WhyInvalid is not null) is > 0 and var invalid)
            Console.Error.WriteLine($"error: {invalid} of {seen.Count} tests {(seen.Count == 1 ? "is" : "are")} invalid: what the client did late cannot be told from the server's own time; try again on a quiet machine");
        else
            return ExitCodes.Done;
        return ExitCodes.MachineLacks;
    }

    private static int PrintCapacity(TrialOutcome outcome, bool json)
    {
        if (outcome is not TrialOutcome.Completed { Measurement: var measurement })
            throw new StudyStoppedException((outcome as TrialOutcome.NotMeasured)?.Why ?? "it could not be measured", "Try again on a quiet machine.");
        // Nobody here knows how many GPUs a URL has.
        var metrics = measurement.Metrics.Where(metric => metric.Key != MetricNames.CapacityPerGpu).ToDictionary(metric => metric.Key, metric => MetricDocument.Of(metric.Value));
        if (json)
            CliJson.Print(new CapacityDocument(metrics));
        else
            BenchText.Write(Console.Out, metrics);
        return measurement.Metrics[MetricNames.Capacity].Value > 0 ? ExitCodes.Done : ExitCodes.Infeasible;
    }
}
