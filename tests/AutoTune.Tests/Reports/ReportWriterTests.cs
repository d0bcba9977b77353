using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AutoTune.Reports;
using Xunit;

namespace AutoTune.Tests.Reports;

public sealed partial class ReportWriterTests
{
    private const string Hostile = "</script><script>alert(1)</script><!-- \u2028 & ' \" {{report}} $1 ]]>";

    [Fact]
    public void A_document_that_was_written_reads_back_the_same()
    {
        var json = ReportJson.Write(ReportWriter.Complete(SampleReport.Replaced()));
        Assert.Equal(json, ReportJson.Write(ReportJson.Read(json)));
    }

    [Fact]
    public void An_unknown_member_and_another_schema_version_are_refused()
    {
        var json = ReportJson.Write(SampleReport.Replaced());
        Assert.Throws<JsonException>(() => ReportJson.Read(json.Replace("\"notice\"", "\"notise\"", StringComparison.Ordinal)));
        var error = Assert.Throws<JsonException>(() => ReportJson.Read(json.Replace("\"schema_version\": 1", "\"schema_version\": 2", StringComparison.Ordinal)));
        Assert.Contains("schema version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_text_ends_no_script_and_arrives_unchanged()
    {
        var page = ReportWriter.Page(WithHostileText());
        var document = DocumentIn().Match(page).Groups[1].Value;
        Assert.DoesNotContain('<', document);
        Assert.DoesNotContain('\u2028', document);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Equal(Hostile, ReportJson.Read(document).Trials[0].Launches[0].LogTail);
        Assert.Equal(Hostile, ReportJson.Read(document).Study.Name);
    }

    [Fact]
    public void The_verdict_is_in_the_page_as_text_for_readers_without_scripts()
    {
        var page = ReportWriter.Page(SampleReport.Replaced());
        Assert.Contains("<h1 id=\"headline\">Replace the baseline with trial 17</h1>", page, StringComparison.Ordinal);
        Assert.Contains("It has 1.64 × the baseline&#x27;s capacity (95 % interval 1.49–1.80", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_and_page_are_written_into_a_new_folder_and_replace_what_was_there()
    {
        var folder = Directory.CreateTempSubdirectory("autotune-report-");
        try
        {
            var inner = Path.Combine(folder.FullName, "study");
            ReportWriter.Write(SampleReport.Running(2), inner);
            ReportWriter.Write(SampleReport.Replaced(), inner);
            var files = Directory.GetFiles(inner).Select(Path.GetFileName).Order().ToArray();
            Assert.Equal(["report.html", "report.json"], files);
            Assert.Equal("Replace the baseline with trial 17", ReportJson.Read(File.ReadAllText(Path.Combine(inner, "report.json"))).Headline);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_committed_page_was_built_from_the_committed_sources()
    {
        var page = File.ReadAllText(Path.Combine(ReportsFolder.Path, "page", "report.html"));
        Assert.Equal(SourceHash(), HashIn().Match(page).Groups[1].Value);
    }

    [Fact]
    public void The_page_names_no_address_to_load_anything_from()
    {
        var page = File.ReadAllText(Path.Combine(ReportsFolder.Path, "page", "report.html"));
        Assert.DoesNotMatch(@"(src|href)=""(https?:)?//", page);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", File.ReadAllText(Path.Combine(ReportsFolder.Path, "page", "package-lock.json")), StringComparison.Ordinal);
    }

    // The same files in the same order as build.mjs takes them.
    private static string SourceHash()
    {
        var folder = Path.Combine(ReportsFolder.Path, "page");
        string[] fixedNames = ["../bench-report.schema.json", "../study-report.schema.json", "build.mjs", "package-lock.json", "package.json", "template.html", "tsconfig.json"];
        var sources = Directory.GetFiles(Path.Combine(folder, "src")).Select(Path.GetFileName).Where(name => name is not ("document.ts" or "bench-document.ts")).Select(name => $"src/{name}");
        var text = new StringBuilder();
        foreach (var name in fixedNames.Concat(sources).Order(StringComparer.Ordinal))
        {
            text.Append(name).Append('\n').Append(File.ReadAllText(Path.Combine(folder, name)).ReplaceLineEndings("\n")).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static StudyReport WithHostileText()
    {
        var report = SampleReport.Replaced();
        var first = report.Trials[0];
        var launch = first.Launches[0] with { LogTail = Hostile };
        return report with
        {
            Study = report.Study with { Name = Hostile },
            Trials = [first with { Launches = [launch] }, .. report.Trials.Skip(1)],
        };
    }

    [GeneratedRegex("<script type=\"application/json\" id=\"report\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DocumentIn();

    [GeneratedRegex("name=\"source-hash\" content=\"([0-9a-f]{64})\"")]
    private static partial Regex HashIn();
}
