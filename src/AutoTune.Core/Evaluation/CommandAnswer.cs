using System.Text.Json;
using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>What a command writes on its standard output: <c>{"metrics": {…}, "standard_errors": {…}}</c> or <c>{"failure": {…}}</c>.</summary>
internal static class CommandAnswer
{
    private const int ShownCharacters = 300;

    /// <param name="wanted">Metrics that the study judges by.</param>
    public static TrialOutcome Read(int exitCode, string output, string errors, IEnumerable<string> wanted)
    {
        if (exitCode != 0)
            return Failure("crash_unknown", FailurePolicy.Infeasible, $"the command ended with exit code {exitCode}: {Shown(errors, output)}");
        try
        {
            using var document = JsonDocument.Parse(output);
            return Read(document.RootElement) switch
            {
                null => Unusable(output, errors),
                TrialOutcome.Completed { Measurement.Metrics: var metrics } when wanted.FirstOrDefault(metric => !metrics.ContainsKey(metric)) is { } missing => Lacking(missing, metrics.Keys),
                var outcome => outcome,
            };
        }
        catch (JsonException)
        {
            return Unusable(output, errors);
        }
    }

    public static TrialOutcome.Failed Failure(string name, FailurePolicy policy, string evidence) =>
        new(new FailureClass(name, policy, Retry.No, ""), evidence);

    /// <summary>An answer that can never be judged stops a study in which no other one came.</summary>
    private static TrialOutcome.Failed Lacking(string metric, IEnumerable<string> found) => new(
        new FailureClass("metric_missing", FailurePolicy.FatalForEngine, Retry.No, "Let the command answer with every metric of the study's objectives and constraints, or with a failure."),
        $"the command's answer has no metric '{metric}'; it has {(found.Any() ? string.Join(", ", found) : "none")}");

    private static TrialOutcome? Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            return null;
        if (answer.TryGetProperty("failure", out var failure))
            return ReadFailure(failure);
        if (!answer.TryGetProperty("metrics", out var metrics) || metrics.ValueKind != JsonValueKind.Object)
            return null;
        var errors = answer.TryGetProperty("standard_errors", out var given) ? given : default;
        var estimates = new Dictionary<string, Estimate>();
        foreach (var metric in metrics.EnumerateObject())
        {
            if (!TryNumber(metric.Value, out var value))
                return null;
            estimates[metric.Name] = WithError(value, metric.Name, errors);
        }
        return new TrialOutcome.Completed(new(estimates, new Dictionary<string, Estimate>()));
    }

    private static Estimate WithError(double value, string metric, JsonElement errors) =>
        errors.ValueKind == JsonValueKind.Object && errors.TryGetProperty(metric, out var error) && TryNumber(error, out var standardError) && standardError > 0
            ? new(value, standardError, double.PositiveInfinity, Scale.Linear, 1)
            : Estimate.Exact(value);

    private static TrialOutcome ReadFailure(JsonElement failure)
    {
        var name = Text(failure, "class") ?? "crash_unknown";
        return Failure(name, FailurePolicy.Infeasible, Text(failure, "message") ?? name);
    }

    private static string? Text(JsonElement from, string member) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool TryNumber(JsonElement element, out double value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out value) && double.IsFinite(value);
    }

    private static TrialOutcome.Failed Unusable(string output, string errors) =>
        Failure("crash_unknown", FailurePolicy.Infeasible, $"the command's output is no JSON object with metrics (finite numbers) or failure: {Shown(output, errors)}");

    /// <summary>The end of what a program said; of the second text where the first is empty.</summary>
    public static string Shown(string first, string second = "")
    {
        var text = string.IsNullOrWhiteSpace(first) ? second.Trim() : first.Trim();
        return text.Length == 0 ? "(no output)" : text.Length <= ShownCharacters ? text : "…" + text[^ShownCharacters..];
    }
}
