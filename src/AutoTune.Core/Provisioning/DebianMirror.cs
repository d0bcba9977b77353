namespace AutoTune.Provisioning;

/// <summary>The Debian mirror that this system itself uses, and the keys that it is checked with.</summary>
internal sealed record DebianMirror(string Uri, string? SignedBy)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private static readonly string[] RollingNames = ["stable", "testing", "unstable", "sid", "forky"];

    /// <returns>Null where the system has no source of Debian's own archive.</returns>
    public static DebianMirror? Find(IReadOnlyList<AptSource> sources, OsRelease system)
    {
        var source = sources.FirstOrDefault(source => IsArchive(source, system));
        return source is null ? null : new DebianMirror(source.Uri, source.SignedBy ?? (File.Exists(Keyring) ? Keyring : null));
    }

    /// <summary>A stanza in apt's deb822 form for one suite of this mirror.</summary>
    public string Stanza(string suite, string architecture) =>
        string.Join('\n',
        [
            "Types: deb",
            $"URIs: {Uri}",
            $"Suites: {suite}",
            "Components: main",
            $"Architectures: {architecture}",
            .. SignedByLines(),
            "",
        ]);

    /// <summary>A key block begins on a line of its own, with a space.</summary>
    private string[] SignedByLines() => SignedBy switch
    {
        null => [],
        [' ', ..] => [$"Signed-By:\n{SignedBy}"],
        _ => [$"Signed-By: {SignedBy}"],
    };

    /// <summary>The archive has the release's own suite; security and third parties have other suites, or keys of their own.</summary>
    private static bool IsArchive(AptSource source, OsRelease system)
    {
        var named = source.Uri.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal)
            || source.SignedBy?.Contains("debian-archive", StringComparison.Ordinal) == true
            || source.Uri.EndsWith("/mirrors/debian.list", StringComparison.Ordinal);
        return named && source.Suites.Any(suite => suite == system.Codename || RollingNames.Contains(suite));
    }
}
