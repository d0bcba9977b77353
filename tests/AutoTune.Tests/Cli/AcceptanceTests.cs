using System.IO.Compression;
using AutoTune.Cli;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Metrics;
using AutoTune.Preflight;
using AutoTune.Reports;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Cli;

/// <summary>What an acceptance concludes from what it saw; nothing is started.</summary>
public sealed class AcceptanceTests : IDisposable
{
    private readonly BadStudies _studies = new();

    public void Dispose() => _studies.Dispose();

    [Fact]
    public void An_engine_that_is_as_its_file_says_is_accepted()
    {
        var document = Judged(differences: [], seen => seen);
        Assert.True(document.Accepted);
        Assert.Equal(["flags", "start", "cache", "metrics", "capacity"], document.Findings.Select(finding => finding.What));
        Assert.All(document.Findings, finding => Assert.Equal("ok", finding.State));
        Assert.InRange(document.Capacity!.Predicted!.Value, 1, 200);
    }

    [Fact]
    public void What_differs_is_named()
    {
        Assert.Equal(["vllm 9 lacks --max-num-seqs"], Differing(Judged(["vllm 9 lacks --max-num-seqs"], seen => seen)));
        Assert.StartsWith("as it comes: no line of its log tells the cache's tokens", Assert.Single(Differing(Judged([], seen => seen with { KvTokens = null }))), StringComparison.Ordinal);
        Assert.Contains("stated error 1.0", Assert.Single(Differing(Judged([], seen => seen with { KvTokens = seen.KvTokens / 2 }))), StringComparison.Ordinal);
        Assert.Equal(["/metrics has no vllm:kv_cache_usage_perc (kv_usage); it has vllm:gpu_cache_usage_perc"], Differing(Judged([], seen => seen with { MetricsPage = seen.MetricsPage!.Replace("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc", StringComparison.Ordinal) })));
        Assert.Equal(["/metrics does not answer"], Differing(Judged([], seen => seen with { MetricsPage = null })));
        var failed = Judged([], seen => seen with { Ready = null, Failure = new(FailureCatalogue.BuiltIn["oom_kv"], "No available memory for the cache blocks", 0) });
        Assert.Equal(["as it comes: oom_kv: No available memory for the cache blocks"], Differing(failed).Take(1));
    }

    [Fact]
    public void The_bundle_holds_what_was_seen_and_nothing_of_the_users_own()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = new StudyFolder(_studies.Folder.Path, "acceptance-vllm");
        folder.Create();
        File.WriteAllText(folder.StudyFile, "study: acceptance-vllm\n");
        Directory.CreateDirectory(Path.Combine(folder.Logs, "start-1"));
        File.WriteAllText(Path.Combine(folder.Logs, "start-1", "engine.log"), $"token hf_canary0123456789 read from {home}/.cache on {Environment.MachineName}");

        var path = AcceptanceBundle.Write(folder, Judged([], seen => seen), "options:\n  --port N\n", "vllm:num_requests_running 0\n", ["hf_canary0123456789"]);

        using var archive = ZipFile.OpenRead(path);
        Assert.Equal(["acceptance.html", "acceptance.json", "help.txt", "logs/start-1/engine.log", "metrics.txt", "study.yaml"], archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        using var log = new StreamReader(archive.GetEntry("logs/start-1/engine.log")!.Open());
        var text = log.ReadToEnd();
        Assert.StartsWith("token [secret] read from ", text, StringComparison.Ordinal);
        if (home.Length > 3)
            Assert.Contains("~/.cache", text, StringComparison.Ordinal);
        if (Environment.MachineName.Length > 3)
            Assert.EndsWith("on [machine]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_and_the_text_say_the_same()
    {
        var document = Judged([], seen => seen) with { Bundle = "/b.zip" };
        using var words = new StringWriter();
        AcceptanceText.Write(words, document);
        var page = TablePage.Render("Acceptance", AcceptanceText.Tables(document));
        Assert.All(document.Findings, finding => Assert.Contains(finding.Found, words.ToString(), StringComparison.Ordinal));
        Assert.Contains("Accepted: it is as its file says.", page, StringComparison.Ordinal);
    }

    private static string[] Differing(AcceptanceDocument document)
    {
        Assert.False(document.Accepted);
        return [.. document.Findings.Where(finding => finding.State is "differs" or "failed").Select(finding => finding.Found)];
    }

    private AcceptanceDocument Judged(IReadOnlyList<string> differences, Func<StartSeen, StartSeen> change)
    {
        var ready = StudyLoader.Load(_studies.Folder.Write("study.yaml", BadStudies.GoodHub), new());
        var engine = ready.Engines[0];
        var config = ready.Plan.Space.Branches[0].VendorDefault();
        var served = (AutoTune.Studies.EvaluationMode.Served)ready.Study.Evaluation;
        var findings = new AcceptanceFindings(
            new() { Definition = engine, Program = "vllm", Version = "vllm 9", Help = "options:", Context = new() { ModelPath = "m", Port = "1", MaxContext = 640 } }, ready.Plan, new SpaceEstimator(ready));
        findings.Flags(differences);
        var sheet = ((MemoryAdmission)ready.Plan.Admission).SheetOf(config)!;
        var seen = change(new()
        {
            Config = config,
            Command = ["vllm", "serve"],
            LogFile = "/l",
            Ready = TimeSpan.FromSeconds(42),
            KvTokens = (long)(sheet.KvTokens * 1.01),
            MetricsPage = string.Concat(engine.MetricNames.Where(name => !name.Key.StartsWith("draft", StringComparison.Ordinal)).Select(name => $"{name.Value}{{engine=\"0\"}} 0\n")),
        });
        findings.Start("as it comes", seen);
        if (seen.Failure is null)
            findings.Capacity(AcceptanceFindings.AsItComes, config, new TrialOutcome.Completed(new(new Dictionary<string, Estimate> { [MetricNames.Capacity] = new(20, 0.05, 4, Scale.Log, 1) }, new Dictionary<string, Estimate>())));
        return findings.Document(served, "acceptance-vllm", starts: 1, TimeSpan.FromMinutes(3));
    }
}
