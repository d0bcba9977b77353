using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>Reads an SLO from one line: <c>ttft=500ms,tpot=40ms,attainment=90%</c>, <c>ttft=500ms,tpot=40ms,percentile=99%</c> or a preset's name.</summary>
public static class SloText
{
    /// <param name="option">For messages: what it was given to.</param>
    /// <returns>Without limits for null; what is wrong was added as errors.</returns>
    public static Slo Read(string? text, string option, Diagnostics diagnostics)
    {
        var slo = new Slo(Ttft: null, Tpot: null, E2E: null, Attainment: 0.9);
        if (text is null)
            return slo;
        if (SloPresets.Find(text.Trim()) is { } preset)
            return preset;
        var parts = text.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)).ToArray();
        if (parts.Any(part => part[0] == "attainment") && parts.Any(part => part[0] == "percentile"))
            diagnostics.Error(null, $"{option} gives attainment (all limits at once) and percentile (each by itself); give one");
        foreach (var twice in parts.GroupBy(part => part[0]).Where(group => group.Count() > 1))
            diagnostics.Error(null, $"{option} gives '{twice.Key}' twice");
        foreach (var part in parts)
            slo = With(slo, part[0], part.Length > 1 ? part[1] : "", option, diagnostics);
        if (!slo.HasLimits && Array.TrueForAll(parts, part => part[0] is "attainment" or "percentile"))
            diagnostics.Error(null, $"{option} gives the share of requests but no limit: add ttft=, tpot= or e2e=");
        return slo;
    }

    private static Slo With(Slo slo, string name, string value, string option, Diagnostics diagnostics) => name switch
    {
        "ttft" when Limit(name, value, option, diagnostics) is { } limit => slo with { Ttft = limit },
        "tpot" when Limit(name, value, option, diagnostics) is { } limit => slo with { Tpot = limit },
        "e2e" when Limit(name, value, option, diagnostics) is { } limit => slo with { E2E = limit },
        "attainment" when YamlScalars.Share(value) is > 0 and < 1 and var share => slo with { Attainment = share },
        "percentile" when YamlScalars.Share(value) is > 0 and < 1 and var share => slo with { Attainment = share, Form = SloForm.EachLimit },
        _ when SloPresets.Find(name) is not null => Wrong(slo, $"{option}: the preset '{name}' stands alone", diagnostics),
        _ when name.StartsWith("mlperf", StringComparison.Ordinal) => Wrong(slo, $"{option}: there is no preset '{name}'; there are {string.Join(", ", SloPresets.Names)}", diagnostics),
        _ => Wrong(slo, $"{option} is made of ttft=, tpot=, e2e= (times above zero, with their unit) and attainment= or percentile= (a share between 0% and 100%), or is a preset (mlperf-…), not '{(value.Length > 0 ? $"{name}={value}" : name)}'", diagnostics),
    };

    private static TimeSpan? Limit(string name, string value, string option, Diagnostics diagnostics)
    {
        if (YamlScalars.Duration(value) is not { } limit || limit <= TimeSpan.Zero)
            return null;
        if (limit < Slo.LeastLimit)
            diagnostics.Error(null, $"{option}: '{name}' is {value}; a load client tells nothing apart below {Slo.LeastLimit.TotalMilliseconds:0} ms");
        return limit;
    }

    private static Slo Wrong(Slo slo, string message, Diagnostics diagnostics)
    {
        diagnostics.Error(null, message);
        return slo;
    }
}
