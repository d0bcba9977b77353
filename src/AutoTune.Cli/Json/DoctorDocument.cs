namespace AutoTune.Cli.Json;

/// <summary>What <c>doctor --json</c> prints.</summary>
/// <param name="Ok">Nothing is missing that the quickstart needs.</param>
internal sealed record DoctorDocument(bool Ok, IReadOnlyList<DoctorFinding> Findings);

/// <param name="State"><c>ok</c>, <c>note</c>, <c>missing</c>, or <c>wrong</c> for a mistake in the study's file.</param>
/// <param name="Remedy">What to type; null where nothing is to be done.</param>
internal sealed record DoctorFinding(string What, string State, string Found, string? Remedy = null);
