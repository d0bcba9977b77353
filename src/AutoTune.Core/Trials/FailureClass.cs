namespace AutoTune.Trials;

/// <summary>A kind of failure; the catalogue holds them all.</summary>
/// <param name="Name">As in the catalogue, e.g. <c>oom_kv</c>.</param>
/// <param name="Learned">One sentence: what follows from it.</param>
public sealed record FailureClass(string Name, FailurePolicy Policy, Retry Retry, string Learned);
