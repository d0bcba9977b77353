using AutoTune.Load;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>What was typed behind <c>bench</c>.</summary>
internal sealed record BenchOptions
{
    public required string Url { get; init; }
    public string? Rates { get; init; }
    public string? Concurrencies { get; init; }
    public bool FindCapacity { get; init; }
    public required string Duration { get; init; }
    public string? Model { get; init; }
    public int? Input { get; init; }
    public int? Output { get; init; }
    public string? Prefix { get; init; }
    public int? Turns { get; init; }
    public string? Think { get; init; }
    public string? Trace { get; init; }
    public string? ShareGpt { get; init; }
    public string? Arrivals { get; init; }
    public string? RampTo { get; init; }
    public string? Api { get; init; }
    public string? Slo { get; init; }
    public string? ApiKeyVariable { get; init; }
    public string? Page { get; init; }
}

/// <summary>A load test, checked.</summary>
internal sealed record BenchPlan
{
    private const double WarmUpShare = 0.1;

    /// <summary>Every prompt of an open loop is written before its first request goes out.</summary>
    private const double MostRequests = 500_000;

    private const double MostPromptTokens = 100_000_000;

    private const int MostUsers = 20_000;

    private static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(1);

    public required Uri Address { get; init; }
    public required IReadOnlyList<double> Rates { get; init; }
    public required IReadOnlyList<int> Concurrencies { get; init; }
    public required bool FindCapacity { get; init; }
    public required ProbeSettings Probe { get; init; }
    public required string? Model { get; init; }
    public required Workload Workload { get; init; }

    /// <summary>Requests/s at the window's end; null where the rate stays.</summary>
    public required double? RampTo { get; init; }

    public required RequestApi Api { get; init; }
    public required Slo Slo { get; init; }
    public required string? ApiKeyVariable { get; init; }

    /// <summary>File that gets the tests as a page; null for none.</summary>
    public required string? Page { get; init; }

    /// <exception cref="InvalidInputException">With everything that is wrong.</exception>
    public static BenchPlan Of(BenchOptions options)
    {
        var wrong = new Diagnostics();
        var window = YamlScalars.Duration(options.Duration) is { } time && time > TimeSpan.Zero ? time : Wrong(wrong, "--duration must be a time with its unit above zero, such as 60s", TimeSpan.FromSeconds(60));
        var plan = new BenchPlan
        {
            Address = AddressOf(options.Url, wrong),
            Rates = Numbers(options.Rates, "--rate", "numbers", YamlScalars.Real, wrong),
            Concurrencies = [.. Numbers(options.Concurrencies, "--concurrency", "whole numbers", part => YamlScalars.Integer(part), wrong).Select(number => (int)number)],
            FindCapacity = options.FindCapacity,
            Probe = new(window * WarmUpShare, window),
            Model = options.Model,
            Workload = BenchWorkload.Of(options, wrong),
            RampTo = Numbers(options.RampTo, "--ramp-to", "a number", YamlScalars.Real, wrong) is [var end, ..] ? end : null,
            Api = options.Api switch
            {
                null or "chat" => RequestApi.Chat,
                "completions" => RequestApi.Completions,
                var other => Wrong(wrong, $"--api is chat or completions, not '{other}'", RequestApi.Chat),
            },
            Slo = SloText.Read(options.Slo, "--slo", wrong),
            ApiKeyVariable = options.ApiKeyVariable,
            Page = options.Page,
        };
        plan.Check(options, wrong);
        wrong.ThrowIfErrors();
        return plan;
    }

    private void Check(BenchOptions options, Diagnostics wrong)
    {
        var ways = new[] { options.Rates is not null, options.Concurrencies is not null, FindCapacity }.Count(way => way);
        if (ways == 0)
            wrong.Error(null, "bench needs one of --rate, --concurrency and --find-capacity");
        if (ways > 1)
            wrong.Error(null, "--rate, --concurrency and --find-capacity are three ways to load a server; give one of them");
        if (options is { Concurrencies: not null, Arrivals: not null })
            wrong.Error(null, "--arrivals is for --rate and --find-capacity: with --concurrency each request follows the end of another");
        if (FindCapacity && !Slo.HasLimits)
            wrong.Error(null, "--find-capacity needs --slo: capacity is the highest rate that meets it");
        if (FindCapacity && Page is not null)
            wrong.Error(null, "--html shows tests at given loads: leave it out with --find-capacity");
        if (Page is { } page && (string.IsNullOrWhiteSpace(page) || Directory.Exists(page) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(page)))))
            wrong.Error(null, $"--html is a file to write, in a folder that is there, not '{page}'");
        if (RampTo is not null && Rates.Count != 1)
            wrong.Error(null, "--ramp-to needs one --rate to begin at");
        if (Probe.Window > LongestDuration || Probe.Window < ShortestDuration)
            wrong.Error(null, $"--duration is from {ShortestDuration.TotalSeconds:0}s to {LongestDuration.TotalHours:0}h");
        if (Model is { } name && string.IsNullOrWhiteSpace(name))
            wrong.Error(null, "--model is empty; leave it out for the first model that the server lists");
        if (Concurrencies.Any(users => users > MostConcurrency))
            wrong.Error(null, $"--concurrency is at most {MostConcurrency}{(MostConcurrency < MostUsers ? ": as many connections as this system lets one process open (ulimit -n)" : "")}");
        foreach (var rate in Rates.Where(rate => rate * Probe.Window.TotalSeconds < 1))
            wrong.Error(null, $"{rate:0.######} requests/s for {Probe.Window.TotalSeconds:0.#} s is not one request; a longer --duration or a higher --rate is");
        if (Rates.Append(RampTo ?? 0).Max() is var fastest && fastest > HighestRate)
            wrong.Error(null, $"{fastest:0.##} requests/s for {(Probe.WarmUp + Probe.Window).TotalSeconds:0.#} s is more than a test can plan with prompts of {InputTokens:0} tokens; the highest rate is {HighestRate:0.##}");
        if (ApiKeyVariable is { } variable && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            wrong.Error(null, $"the environment variable {variable}, which --api-key-env names, is not set");
    }

    private static int MostConcurrency => Math.Min(MostUsers, OpenFiles.MostConnections);

    private double InputTokens => Workload.Input.Mean() + (Workload.Prefix?.Tokens ?? 0);

    private double HighestRate => Math.Min(MostRequests, MostPromptTokens / Math.Max(1, InputTokens)) / (Probe.WarmUp + Probe.Window).TotalSeconds;

    private static Uri AddressOf(string url, Diagnostics wrong) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new Uri(address.AbsoluteUri.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) ? address.AbsoluteUri.TrimEnd('/')[..^2] : address.AbsoluteUri.TrimEnd('/') + "/")
            : Wrong(wrong, $"'{url}' is no address of a server; it begins with http:// or https://", new Uri("http://127.0.0.1/"));

    private static IReadOnlyList<double> Numbers(string? text, string option, string kind, Func<string, double?> read, Diagnostics wrong)
    {
        if (text is null)
            return [];
        var numbers = text.Split(',').Select(part => read(part.Trim())).ToArray();
        if (Array.TrueForAll(numbers, number => number is > 0 and <= int.MaxValue))
            return [.. numbers.Select(number => number!.Value)];
        return Wrong(wrong, $"{option} must be {kind} above zero, with commas between them, not '{text}'", Array.Empty<double>());
    }

    private static T Wrong<T>(Diagnostics wrong, string message, T placeholder)
    {
        wrong.Error(null, message);
        return placeholder;
    }
}
