using AutoTune.Engines;
using AutoTune.Metrics;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class TrialSections
{
    public static TrialSection Of(TrialHistory trial, ReportSource source) => new()
    {
        Number = trial.Number,
        Outcome = StateOf(trial.SearchOutcome),
        Origin = OriginOf(trial.Origin),
        Engine = source.Engines.Count > 0 ? trial.Config.Engine : null,
        Config = Settings(trial.Config, source),
        LaunchCommand = trial.Launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.Started>().LastOrDefault() is { } started
            ? Pasteable(started)
            : null,
        Metrics = TrialFigures.Searched(trial),
        EngineSeconds = trial.Launches.Sum(launch => launch.Seconds),
        StartedAt = trial.Launches.Count > 0 ? trial.Launches[0].Begun : null,
        Why = trial.SearchOutcome switch
        {
            TrialOutcome.Pruned pruned => pruned.Reason,
            TrialOutcome.NotMeasured not => not.Why,
            _ => null,
        },
        Bound = BoundOf(trial),
        Quality = QualityOf(trial, source),
        Failure = trial.SearchOutcome is TrialOutcome.Failed failed
            ? new(failed.Failure.Name, FailureSections.PolicyInWords(failed.Failure.Policy), failed.Evidence, NullIfEmpty(failed.Failure.Learned))
            : null,
        Launches = [.. trial.Launches.Select(launch => LaunchOf(launch, source))],
    };

    /// <summary>Of the probe that missed at the lowest rate: the nearest above its capacity.</summary>
    private static string? BoundOf(TrialHistory trial) => trial.Launches.Where(launch => launch.Purpose != LaunchPurpose.Also).SelectMany(launch => launch.Probes)
        .Where(probe => probe is { WhyInvalid: null, OfferedRate: not null })
        .OrderBy(probe => probe.OfferedRate)
        .Select(probe => Bottleneck.Of(probe)?.Sentence)
        .FirstOrDefault(sentence => sentence is not null);

    public static string? QualityOf(TrialHistory trial, ReportSource source)
    {
        if (trial.Launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.QualityKnown>().LastOrDefault() is not { } known)
            return null;
        var isScore = source.Plan.Study.Evaluation is EvaluationMode.Served { Quality: QualityGate.Command };
        var divergence = known.Divergence is { } nats ? $"; divergence {nats:0.0000} nats per token" : "";
        return isScore
            ? $"the study's own evaluation gives {known.Value.Value:0.####}, and the floor is {known.Floor:0.####}"
            : $"they agree with the baseline's in {known.Value.Value * 100:0.0} % of tokens, and the floor is {known.Floor * 100:0.0} %{divergence}";
    }

    /// <summary>With its environment, and an address in place of what each launch fills in.</summary>
    private static string Pasteable(LaunchEvent.Started started)
    {
        var variables = started.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={ShellWords.Join([variable.Value])}");
        var words = started.Command.Select(word => word.Replace("{host}", "127.0.0.1", StringComparison.Ordinal).Replace("{port}", "8080", StringComparison.Ordinal));
        return string.Join(' ', variables.Append(ShellWords.Join(words)));
    }

    private static TrialState StateOf(TrialOutcome? outcome) => outcome switch
    {
        null => TrialState.Running,
        TrialOutcome.Completed => TrialState.Completed,
        TrialOutcome.Pruned => TrialState.Pruned,
        TrialOutcome.Failed => TrialState.Failed,
        _ => TrialState.NotMeasured,
    };

    private static TrialOrigin OriginOf(Trials.TrialOrigin origin) => new(
        origin.Kind switch
        {
            TrialOrigins.Baseline => OriginKind.Baseline,
            TrialOrigins.VendorDefault => OriginKind.VendorDefault,
            TrialOrigins.Recipe => OriginKind.Recipe,
            TrialOrigins.Random => OriginKind.Random,
            TrialOrigins.Mutation => OriginKind.Mutation,
            TrialOrigins.Crossover => OriginKind.Crossover,
            _ => OriginKind.Other,
        },
        origin.Parents,
        Name: origin.Kind == TrialOrigins.Recipe ? NullIfEmpty(origin.Detail) : null,
        Reason: origin.Kind == TrialOrigins.Recipe ? null : NullIfEmpty(origin.Detail));

    private static Dictionary<string, SettingValue> Settings(ServingConfig config, ReportSource source)
    {
        var branch = source.Plan.Space.Branches.FirstOrDefault(branch => branch.Name == config.Engine);
        var order = branch?.AllParameters.Select(parameter => parameter.Name).Where(config.Values.ContainsKey) ?? config.Values.Keys;
        return order.ToDictionary(name => name, name => SettingValues.Of(config[name]));
    }

    private static LaunchSection LaunchOf(LaunchHistory launch, ReportSource source) => new()
    {
        Number = launch.Number,
        Purpose = launch.Purpose switch
        {
            LaunchPurpose.Search => "search",
            LaunchPurpose.Remeasure => "found again",
            LaunchPurpose.Comparison => "comparison",
            LaunchPurpose.Also => $"on '{(launch.Goal as Goal.FindCapacity)?.Workload}'",
            _ => "confirmation",
        },
        OnOtherWorkload = launch.Purpose == LaunchPurpose.Also,
        StartUp = [.. launch.Seen.OfType<LaunchEvent.Ready>().SelectMany(ready => ready.Phases).OrderBy(phase => phase.Value).Select(phase => new StartUpPhase(phase.Key, phase.Value))],
        Probes = [.. launch.Probes.Select(probe => ProbeSections.Of(probe, source))],
        LogTail = launch.Seen.OfType<LaunchEvent.Stopped>().LastOrDefault()?.LogTail,
        LogFile = launch.Seen.OfType<LaunchEvent.Started>().LastOrDefault() is { LogFile.Length: > 0 } started ? started.LogFile : null,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
