namespace AutoTune.Provisioning;

/// <summary>One repository of the system's apt.</summary>
/// <param name="Uri">As written; also <c>mirror+file:</c> and the like.</param>
/// <param name="SignedBy">A keyring's path, a fingerprint, or a key block whose lines after the first start with a space; null = apt's own keyrings.</param>
internal sealed record AptSource(string Uri, IReadOnlyList<string> Suites, string? SignedBy);
