using static AutoTune.Exports.YamlTree;

namespace AutoTune.Exports;

/// <summary>What the container asks of its node: what the measured engine had.</summary>
internal static class KubernetesResources
{
    private const long Mebibyte = 1 << 20;

    public static YamlEntry? Entry(ExportDocument document, LaunchCommand command)
    {
        YamlEntry?[] requests = [Cores(document), Memory(document)];
        // A limit on processors would throttle what was measured without one.
        YamlEntry?[] limits = [Memory(document), Gpus(command)];
        YamlEntry?[] both = [Named("requests", requests), Named("limits", limits)];
        return Named("resources", both);
    }

    private static YamlEntry? Named(string name, YamlEntry?[] entries) =>
        entries.Any(entry => entry is not null) ? new YamlEntry(name, Of(entries)) : null;

    private static YamlEntry? Cores(ExportDocument document) =>
        document.Cores is { } cores ? new YamlEntry("cpu", double.IsInteger(cores) ? $"{cores:0}" : $"{cores * 1000:0}m") : null;

    private static YamlEntry? Memory(ExportDocument document) =>
        document.MemoryBytes is { } bytes ? new YamlEntry("memory", Mebibytes(bytes)) : null;

    internal static string Mebibytes(long bytes) => $"{(bytes + Mebibyte - 1) / Mebibyte}Mi";

    // Kubernetes has no "all": a machine's whole set is asked for by number, so one is the honest least.
    private static YamlEntry? Gpus(LaunchCommand command) =>
        command.Gpus == 0 ? null : new YamlEntry("nvidia.com/gpu", (command.Gpus ?? 1).ToString());
}
