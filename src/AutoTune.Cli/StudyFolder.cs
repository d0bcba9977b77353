using System.Globalization;
using System.Text.Json;
using AutoTune.Cli.Composition;
using AutoTune.Cli.Json;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli;

/// <summary>Where a study's results lie: <c>RESULTS/autotune.db</c> and <c>RESULTS/STUDY/…</c>.</summary>
internal sealed class StudyFolder(string results, string study)
{
    public string Results { get; } = Path.GetFullPath(results);

    public string Study { get; } = study;

    public string Root => Path.Combine(Results, Study);

    public string Store => StoreOf(Results);

    public string StudyFile => Path.Combine(Root, "study.yaml");

    /// <summary>Where the study came from and which options were given.</summary>
    public string OriginFile => Path.Combine(Root, "origin.json");

    public string Stamps => Path.Combine(Root, "stamps");

    public string Logs => Path.Combine(Root, "logs");

    public string Export => Path.Combine(Root, "export");

    public string ReportJson => Path.Combine(Root, "report.json");

    public string ReportHtml => Path.Combine(Root, "report.html");

    /// <summary>Where the report under another SLO lies.</summary>
    public string JudgedUnder(Slo slo)
    {
        var limits = new[] { ("ttft", slo.Ttft), ("tpot", slo.Tpot), ("e2e", slo.E2E) }
            .Where(limit => limit.Item2 is not null)
            .Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Item1}-{limit.Item2!.Value.TotalMilliseconds:0.###}ms"));
        return Path.Combine(Root, "judged", string.Create(CultureInfo.InvariantCulture, $"{string.Join('_', limits)}_{slo.Attainment * 100:0.##}pct{(slo.Form == SloForm.Joint ? "" : "-each")}"));
    }

    public static string StoreOf(string results) => Path.Combine(Path.GetFullPath(results), "autotune.db");

    /// <exception cref="InvalidInputException">There is no such study.</exception>
    public static StudyFolder Existing(string results, string study)
    {
        var folder = new StudyFolder(results, study);
        if (!StudyPaths.IsName(study) || !File.Exists(folder.Store) || !Directory.Exists(folder.Root))
            throw new InvalidInputException($"there is no study '{study}' under {folder.Results}{Known(results)}");
        return folder;
    }

    /// <exception cref="InvalidInputException">The folder cannot be written to.</exception>
    public void Create()
    {
        try
        {
            foreach (var folder in new[] { Root, Stamps, Logs })
                Directory.CreateDirectory(folder);
            var probe = Path.Combine(Root, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
            throw new InvalidInputException($"the results cannot be written to {Root}: {problem.Message}; name another folder with --results");
        }
    }

    public void WriteOrigin(StudyOrigin origin) => File.WriteAllText(OriginFile, JsonSerializer.Serialize(origin, CliJson.Default.StudyOrigin));

    /// <exception cref="InvalidInputException">The study's own files are gone.</exception>
    public StudyOrigin ReadOrigin()
    {
        if (!File.Exists(StudyFile) || !File.Exists(OriginFile))
            throw new InvalidInputException($"{Root} lacks study.yaml or origin.json, which say what the study is");
        return JsonSerializer.Deserialize(File.ReadAllText(OriginFile), CliJson.Default.StudyOrigin)
            ?? throw new InvalidInputException($"{OriginFile} is empty");
    }

    private static string Known(string results)
    {
        if (!Directory.Exists(results))
            return " (the folder does not exist)";
        var names = Directory.EnumerateDirectories(results).Where(folder => File.Exists(Path.Combine(folder, "study.yaml"))).Select(Path.GetFileName).Order().ToArray();
        return names.Length == 0 ? "" : $"; there are: {string.Join(", ", names)}";
    }
}
