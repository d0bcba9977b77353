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
    public required int Input { get; init; }
    public required int Output { get; init; }
    public string? Slo { get; init; }
    public string? ApiKeyVariable { get; init; }
}

/// <summary>A load test, checked.</summary>
internal sealed record BenchPlan
{
    private const double WarmUpShare = 0.1;

    public required Uri Address { get; init; }
    public required IReadOnlyList<double> Rates { get; init; }
    public required IReadOnlyList<int> Concurrencies { get; init; }
    public required bool FindCapacity { get; init; }
    public required ProbeSettings Probe { get; init; }
    public required string? Model { get; init; }
    public required int Input { get; init; }
    public required int Output { get; init; }
    public required Slo Slo { get; init; }
    public required string? ApiKeyVariable { get; init; }

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
            Input = options.Input,
            Output = options.Output,
            Slo = SloOf(options.Slo, wrong),
            ApiKeyVariable = options.ApiKeyVariable,
        };
        plan.Check(options, wrong);
        wrong.ThrowIfErrors();
        return plan;
    }

    private void Check(BenchOptions options, Diagnostics wrong)
    {
        var ways = new[] { options.Rates is not null, options.Concurrencies is not null, FindCapacity }.Count(way => way);
        if (ways != 1)
            wrong.Error(null, "bench needs one of --rate, --concurrency and --find-capacity");
        if (FindCapacity && !Slo.HasLimits)
            wrong.Error(null, "--find-capacity needs --slo: capacity is the highest rate that meets it");
        if (Input < 1 || Output < 1)
            wrong.Error(null, "--input and --output must be at least 1 token");
        if (ApiKeyVariable is { } variable && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            wrong.Error(null, $"the environment variable {variable}, which --api-key-env names, is not set");
    }

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

    private static Slo SloOf(string? text, Diagnostics wrong)
    {
        var slo = new Slo(Ttft: null, Tpot: null, E2E: null, Attainment: 0.9);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, "");
            slo = name switch
            {
                "ttft" when YamlScalars.Duration(value) is { } limit && limit > TimeSpan.Zero => slo with { Ttft = limit },
                "tpot" when YamlScalars.Duration(value) is { } limit && limit > TimeSpan.Zero => slo with { Tpot = limit },
                "e2e" when YamlScalars.Duration(value) is { } limit && limit > TimeSpan.Zero => slo with { E2E = limit },
                "attainment" when YamlScalars.Share(value) is > 0 and < 1 and var share => slo with { Attainment = share },
                _ => Wrong(wrong, $"--slo is made of ttft=, tpot=, e2e= (times above zero) and attainment= (a share between 0% and 100%), not '{part}'", slo),
            };
        }
        return slo;
    }

    private static T Wrong<T>(Diagnostics wrong, string message, T placeholder)
    {
        wrong.Error(null, message);
        return placeholder;
    }
}
