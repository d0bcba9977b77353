using AutoTune.Cli.Json;
using AutoTune.Reports;

namespace AutoTune.Cli.Display;

/// <summary>An acceptance for people.</summary>
internal static class AcceptanceText
{
    public static void Write(TextWriter output, AcceptanceDocument document)
    {
        output.WriteLine($"{document.Title}, {document.Version}");
        output.WriteLine($"{document.Model} on {Hardware(document)}, {document.Minutes:0.0} min");
        foreach (var finding in document.Findings)
            output.WriteLine($"{finding.State,-8} {finding.What,-13} {finding.Found}");
        output.WriteLine(Verdict(document));
        output.WriteLine($"bundle: {document.Bundle}");
    }

    public static IReadOnlyList<PageTable> Tables(AcceptanceDocument document) =>
    [
        new("What was found", $"{document.Model} on {Hardware(document)}, {document.Minutes:0.0} min. {Verdict(document)}", ["", "", ""], [.. document.Findings.Select(finding => new[] { finding.State, finding.What, finding.Found })]),
        new("Starts", "Tokens of the first server's cache as it logged them, beside the memory model's; GiB of one GPU.", ["start", "settings", "first answer after", "tokens logged", "predicted", "off by GiB", "stated error", "memory used", "failure"], [.. document.Starts.Select(Start)]),
        .. document.Capacity is { } capacity ? [Capacity(capacity)] : Array.Empty<PageTable>(),
    ];

    private static string Verdict(AcceptanceDocument document) => document.Accepted
        ? document.Complete ? "Accepted: it is as its file says." : $"Accepted as far as it was tried: {document.Starts.Count} of {document.StartingPoints} starts, as its file says."
        : $"Not accepted: {document.Findings.Count(finding => finding.State is "differs" or "failed")} of {document.Findings.Count} findings are otherwise than its file says.";

    private static string Hardware(AcceptanceDocument document) => document.Gpus == 0 ? "the processor" : $"{document.Gpus} x {document.Gpu ?? "a GPU that the catalogue does not know"}";

    private static string[] Start(AcceptedStart start) =>
    [
        start.What, start.Settings, start.SecondsToFirstAnswer is { } seconds ? $"{seconds:0.0} s" : "", $"{start.KvTokensLogged}", $"{start.KvTokensPredicted}", $"{start.OffGib:+0.00;-0.00}", start.ErrorGib is { } error ? $"±{error:0.0}" : "",
        $"{start.MemoryUsedGib:0.0}", start.Failure is null ? "" : $"{start.Failure}: {start.Evidence}",
    ];

    private static PageTable Capacity(AcceptedCapacity capacity) => new("One capacity", $"Of the first that served: {capacity.What}. Predictions are a roofline's, rough on purpose.", ["", "measured", "predicted"],
    [
        ["requests/s", $"{capacity.Value:0.00} ({capacity.Low:0.00} to {capacity.High:0.00})", $"{capacity.Predicted:0.00}"],
        ["TTFT of one stream, ms", $"{capacity.TtftMs:0.0}", $"{capacity.TtftMsPredicted:0.0}"],
        ["TPOT of one stream, ms", $"{capacity.TpotMs:0.00}", $"{capacity.TpotMsPredicted:0.00}"],
    ]);
}
