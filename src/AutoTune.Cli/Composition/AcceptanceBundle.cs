using System.IO.Compression;
using System.Text;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Reports;

namespace AutoTune.Cli.Composition;

/// <summary>One archive of what an acceptance saw, to be sent on: the document, the page, the engine's help, metrics and logs. What is the user's own is taken out.</summary>
internal static class AcceptanceBundle
{
    private const int ShortestSecret = 4;

    /// <param name="secrets">Values that stand nowhere in it.</param>
    /// <returns>Full path.</returns>
    public static string Write(StudyFolder folder, AcceptanceDocument document, string? help, string? metrics, IEnumerable<string> secrets)
    {
        var page = TablePage.Render($"Acceptance of {document.Title}", AcceptanceText.Tables(document));
        var json = CliJson.Write(document);
        File.WriteAllText(Path.Combine(folder.Root, "acceptance.html"), page);
        File.WriteAllText(Path.Combine(folder.Root, "acceptance.json"), json);
        var path = Path.Combine(folder.Root, $"{document.Study}.zip");
        File.Delete(path);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        var own = Own(secrets, document);
        void Put(string name, string? text)
        {
            if (text is null)
                return;
            using var entry = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            entry.Write(Without(own, text));
        }

        Put("acceptance.json", json);
        Put("acceptance.html", page);
        Put("study.yaml", File.ReadAllText(folder.StudyFile));
        Put("help.txt", help);
        Put("metrics.txt", metrics);
        foreach (var log in Directory.EnumerateFiles(folder.Logs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            Put(Path.GetRelativePath(folder.Root, log), File.ReadAllText(log));
        return path;
    }

    /// <summary>What is taken out, and what stands in its place; the longest first, since one may hold another.</summary>
    private static (string Text, string Instead)[] Own(IEnumerable<string> secrets, AcceptanceDocument document) =>
    [
        .. secrets.Where(secret => secret.Length >= ShortestSecret).Select(secret => (secret, "[secret]"))
            .Append((Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "~"))
            .Append((IsTelling(Environment.MachineName, document) ? Environment.MachineName : "", "[machine]"))
            .Where(pair => pair.Item1.Length >= ShortestSecret)
            .OrderByDescending(pair => pair.Item1.Length),
    ];

    /// <summary>A machine that is called as its engine or its GPU tells nothing of whose it is, and would tear holes into every line.</summary>
    private static bool IsTelling(string machine, AcceptanceDocument document) =>
        !new[] { document.Engine, document.Title, document.Gpu ?? "", "server", "localhost", "engine" }.Any(word => word.Contains(machine, StringComparison.OrdinalIgnoreCase));

    private static string Without((string Text, string Instead)[] own, string text) => own.Aggregate(text, (left, pair) => left.Replace(pair.Text, pair.Instead, StringComparison.Ordinal));
}
