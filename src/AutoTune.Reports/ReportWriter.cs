using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace AutoTune.Reports;

/// <summary>Writes the document and the page that draws it.</summary>
public static partial class ReportWriter
{
    public const string JsonFile = "report.json";
    public const string PageFile = "report.html";
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Writes report.json and report.html into a folder, which is made where it is missing; each file appears whole or not at all.</summary>
    public static void Write(StudyReport report, string folder)
    {
        var complete = Complete(report);
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, JsonFile), ReportJson.Write(complete) + "\n");
        Replace(Path.Combine(folder, PageFile), Page(complete));
    }

    /// <summary>The report with what follows from the rest of it: the verdict's words, importance and effect of the parameters.</summary>
    public static StudyReport Complete(StudyReport report) => report with
    {
        Headline = VerdictSentence.Headline(report),
        Sentence = VerdictSentence.Explanation(report),
        Parameters = ParameterEffects.Of(report),
        ImportanceMethod = report.ImportanceMethod ?? ParameterEffects.MethodFor(VerdictSentence.Primary(report).Label),
    };

    /// <summary>The page as one HTML text that needs nothing else; the verdict stands in it as text, for readers without scripts.</summary>
    public static string Page(StudyReport report) => Page(
        $"{report.Study.Name}: {VerdictSentence.Headline(report)} · AutoTune", VerdictSentence.Headline(report), VerdictSentence.Explanation(report), ReportJson.WriteCompact(Complete(report)));

    /// <summary>Load tests as one HTML text that needs nothing else.</summary>
    public static string Page(BenchReport report) => Page($"{report.Headline} · AutoTune bench", report.Headline, report.Sentence, ReportJson.WriteCompact(report));

    /// <summary>The file appears whole or not at all; its folder is made where it is missing.</summary>
    public static void WritePage(BenchReport report, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        Replace(file, Page(report));
    }

    private static string Page(string title, string headline, string sentence, string json)
    {
        var parts = new Dictionary<string, string>
        {
            ["title"] = Text(title),
            ["headline"] = Text(headline),
            ["sentence"] = Text(sentence),
            ["report"] = ForScript(json),
        };
        // One pass: what is put in is never searched for placeholders.
        return Placeholder().Replace(Template(), match => parts[match.Groups[1].Value]);
    }

    /// <summary>JSON that HTML cannot end early: no tag, comment or CDATA can start in it.</summary>
    internal static string ForScript(string json) => json
        .Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal);

    [GeneratedRegex(@"\{\{(title|headline|sentence|report)\}\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    private static string Text(string text) => Html.Encode(text);

    private static string Template()
    {
        using var stream = typeof(ReportWriter).Assembly.GetManifestResourceStream("report.html")
            ?? throw new InvalidOperationException("the page's bundle is missing from the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static void Replace(string path, string text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
