using System.CommandLine;
using AutoTune.Cli.Composition;
using AutoTune.Provisioning;
using AutoTune.Storage;
using AutoTune.Yaml;

namespace AutoTune.Cli.Commands;

internal static class CleanCommand
{
    public static Command Create()
    {
        var study = new Argument<string?>("STUDY") { Description = "Remove this study: its folder and its history.", DefaultValueFactory = _ => null };
        study.Validators.Add(SharedOptions.RefuseOptionLike);
        var cache = new Option<bool>("--cache") { Description = "Remove the engines and models that AutoTune fetched or made." };
        var results = SharedOptions.Results();
        var command = new Command("clean", "Remove a study, or what AutoTune keeps in its cache. Without arguments: say what there is.") { study, cache, results };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(study) is { } name)
                await RemoveStudyAsync(StudyFolder.Existing(parsed.GetValue(results)!, name), ct);
            if (parsed.GetValue(cache))
                RemoveCache();
            if (parsed.GetValue(study) is null && !parsed.GetValue(cache))
                Say(parsed.GetValue(results)!);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RemoveStudyAsync(StudyFolder folder, CancellationToken ct)
    {
        await using var store = await SqliteTrialStore.OpenAsync(folder.Store, TimeProvider.System, ct);
        var known = await store.ListStudiesAsync(ct);
        if (!known.Contains(folder.Study) && !Directory.Exists(folder.Root))
            throw new InvalidInputException($"there is no study '{folder.Study}' under {folder.Results}");
        if (Directory.Exists(folder.Root))
            using (StudyLock.Take(folder))
                await store.RemoveStudyAsync(folder.Study, ct);
        else
            await store.RemoveStudyAsync(folder.Study, ct);
        if (Directory.Exists(folder.Root))
            Directory.Delete(folder.Root, recursive: true);
        Console.Out.WriteLine($"removed {folder.Study}");
    }

    private static void RemoveCache()
    {
        var folder = HostSystem.Current.CacheFolder;
        var bytes = BytesIn(folder);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Console.Out.WriteLine($"removed {folder} ({bytes / 1e6:0} MB)");
    }

    private static void Say(string results)
    {
        var folder = HostSystem.Current.CacheFolder;
        Console.Out.WriteLine($"cache    {folder}: {BytesIn(folder) / 1e6:0} MB (autotune clean --cache removes it)");
        Console.Out.WriteLine($"results  {Path.GetFullPath(results)}: {BytesIn(results) / 1e6:0} MB (autotune clean STUDY removes one study)");
    }

    private static long BytesIn(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.LinkTarget is null ? file.Length : 0) : 0;
}
