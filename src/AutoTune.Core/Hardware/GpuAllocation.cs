using System.Globalization;

namespace AutoTune.Hardware;

/// <summary>Which GPUs of a machine are this process's to use: a scheduler's allocation, or the user's own restriction.</summary>
internal static class GpuAllocation
{
    /// <summary>As the runtimes read them; Slurm sets them too, where it confines devices. HIP counts among those that ROCR lets through, which is not followed here: name cards to ROCR.</summary>
    private static readonly Dictionary<GpuMaker, string[]> Visible = new()
    {
        [GpuMaker.Nvidia] = [GpuVisibility.Cuda],
        [GpuMaker.Amd] = [GpuVisibility.Rocr, GpuVisibility.Hip],
    };

    /// <summary>Slurm's own, for a job without confinement.</summary>
    private static readonly string[] Slurm = ["SLURM_STEP_GPUS", "SLURM_JOB_GPUS"];

    /// <param name="variable">Value of a variable of the environment; null where it is not set.</param>
    public static IReadOnlyList<GpuDevice> Of(IReadOnlyList<GpuDevice> all, Func<string, string?> variable)
    {
        if (all.Count > 0 && Visible[all[0].Maker].Select(variable).FirstOrDefault(value => value is not null) is { } visible)
            return Named(all, visible);
        return Slurm.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } allotted ? Named(all, allotted) : all;
    }

    /// <summary>By number or by the beginning of a UUID; what follows an unknown name is invisible, as it is to CUDA.</summary>
    private static List<GpuDevice> Named(IReadOnlyList<GpuDevice> all, string names)
    {
        var devices = new List<GpuDevice>();
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var device = int.TryParse(name, CultureInfo.InvariantCulture, out var index)
                ? all.FirstOrDefault(gpu => gpu.Index == index)
                : all.Where(gpu => gpu.Uuid.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray() is [var only] ? only : null;
            if (device is null)
                break;
            devices.Add(device);
        }
        return devices;
    }
}
