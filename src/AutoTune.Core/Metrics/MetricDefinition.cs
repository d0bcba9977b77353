namespace AutoTune.Metrics;

/// <summary>What a figure means, for reports and for people who compare tools.</summary>
/// <param name="Source">Who defines it so; how others differ.</param>
public sealed record MetricDefinition(string Name, string Unit, string Formula, string Source);
