using System.Globalization;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class EnvironmentSections
{
    private const double Gibibyte = 1L << 30;

    /// <summary>A one-minute load above the cores before an engine of ours starts is somebody else's.</summary>
    private const double BusyHost = 1.5;

    public static EnvironmentSection Of(ReportSource source)
    {
        var facts = source.History.Opened?.Environment ?? new Dictionary<string, string>();
        var served = source.Plan.Study.Evaluation as EvaluationMode.Served;
        return new()
        {
            AutoTuneVersion = source.History.Sessions.Count > 0 ? source.History.Sessions[0].Started.Version : source.Version,
            Engines =
            [
                .. facts.Where(fact => fact.Key.StartsWith(StudyFacts.EngineVersionPrefix, StringComparison.Ordinal))
                    .Select(fact => new EngineVersion(fact.Key[StudyFacts.EngineVersionPrefix.Length..], fact.Value)),
            ],
            OperatingSystem = facts.GetValueOrDefault(StudyFacts.System) ?? "unknown",
            CpuModel = facts.GetValueOrDefault(StudyFacts.Processor) ?? "unknown",
            LogicalCores = (int)Number(facts, StudyFacts.Cores),
            MemoryGib = Math.Round(Number(facts, StudyFacts.MemoryBytes) / Gibibyte, 1),
            Gpus = [],
            Launcher = served?.Launcher,
            ProbeWarmUpSeconds = served?.Probe.WarmUp.TotalSeconds,
            ProbeWindowSeconds = served?.Probe.Window.TotalSeconds,
            Warnings = Warnings(source, served),
        };
    }

    private static IReadOnlyList<string> Warnings(ReportSource source, EvaluationMode.Served? served)
    {
        var warnings = new List<string>(source.History.Opened?.Warnings ?? []);
        var launches = source.History.Trials.SelectMany(trial => trial.Launches).ToArray();
        warnings.AddRange(launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.Warned>().Select(warned => warned.Message).Distinct(StringComparer.Ordinal));
        if (served is null)
            return warnings;
        if (served.Probe.Window < TimeSpan.FromSeconds(60))
            warnings.Add($"A probe's window is {served.Probe.Window.TotalSeconds:0.#} s: attainment is what holds over so short a time. A rate just above capacity can hold for it, and the queue grows later.");
        var invalid = launches.SelectMany(launch => launch.Probes).Count(probe => probe.WhyInvalid is not null);
        if (invalid > 0)
            warnings.Add($"{invalid} probes were invalid because of the client or the host; they were made again and are in no figure.");
        var first = launches.SelectMany(launch => launch.Probes).FirstOrDefault();
        if (first is not null && source.History.Opened is not null && first.LoadAverage > Number(source.History.Opened.Environment, StudyFacts.Cores) * BusyHost)
            warnings.Add($"The machine was busy when the study began (load average {first.LoadAverage:0.0}): something else may have been measured too.");
        return warnings;
    }

    private static double Number(IReadOnlyDictionary<string, string> facts, string name) =>
        double.TryParse(facts.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var value) ? value : 0;
}
