namespace AutoTune.Search.Impact;

/// <summary>What one parameter did to the objective in the trials of a study.</summary>
/// <param name="Engine">Whose parameter it is; null for the choice of the engine itself.</param>
/// <param name="Share">0 to 1; the shares of a study's parameters sum to 1, or to 0 where none stands out from chance.</param>
/// <param name="Values">In the parameter's order; trials in which it is inactive are not among them.</param>
public sealed record ParameterImpact(string? Engine, string Parameter, double Share, IReadOnlyList<ValueImpact> Values);

/// <param name="Value">A value, or a range of values: <c>4 to 8</c>.</param>
/// <param name="Trials">At least 1.</param>
/// <param name="Median">Of the objective, in its unit.</param>
public sealed record ValueImpact(string Value, int Trials, double Median);
