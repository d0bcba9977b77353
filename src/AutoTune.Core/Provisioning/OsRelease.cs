namespace AutoTune.Provisioning;

/// <summary>What os-release(5) says about the system.</summary>
/// <param name="Name">For people, for example "Debian GNU/Linux 12 (bookworm)".</param>
/// <param name="Ids">The system's own id first, then those that it is like.</param>
/// <param name="Codename">For example <c>bookworm</c>; null where the system has none.</param>
internal sealed record OsRelease(string Name, IReadOnlyList<string> Ids, string? Codename)
{
    public bool Is(string id) => Ids.Contains(id, StringComparer.Ordinal);

    public static OsRelease Read(string path)
    {
        var values = (File.Exists(path) ? File.ReadAllLines(path) : [])
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], pair => pair[1].Trim('"', '\'', ' '), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var ids = $"{values.GetValueOrDefault("ID")} {values.GetValueOrDefault("ID_LIKE")}";
        return new OsRelease(
            Name: values.GetValueOrDefault("PRETTY_NAME") ?? Environment.OSVersion.VersionString,
            Ids: ids.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Codename: values.GetValueOrDefault("VERSION_CODENAME"));
    }
}
