using AutoTune.Cli.Json;
using AutoTune.Docker;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Preflight;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Looks at what one study needs beyond what every study needs: GPUs, containers, secrets. Nothing is pulled or started.</summary>
internal static class StudyDoctor
{
    private const string Toolkit = "Install the NVIDIA Container Toolkit, then: sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker";
    private const double ImageGib = 30;
    private const long UnlimitedEnough = 1L << 30;

    /// <summary>A study that cannot be read is told mistake by mistake, beside what can be said without it.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> LookAsync(string named, CancellationToken ct)
    {
        try
        {
            return await LookAsync(StudyLoader.Load(named, new()), ct);
        }
        catch (InvalidInputException wrong)
        {
            var gpus = new InstalledGpus();
            return [Gpus(wanted: null, await gpus.DevicesAsync(ct), await gpus.ProcessesAsync(ct)), .. wrong.Diagnostics.Select(mistake => new DoctorFinding("study", "wrong", $"{mistake}"))];
        }
    }

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(CheckedStudy ready, CancellationToken ct)
    {
        if (ready.Study.Evaluation is not EvaluationMode.Served served)
            return [];
        var findings = new List<DoctorFinding>();
        var gpus = new InstalledGpus();
        var isHere = served.Launcher != "hooks";
        IReadOnlyList<GpuDevice> devices = isHere ? await gpus.DevicesAsync(ct) : [];
        if (isHere && (served.Gpus > 0 || devices.Count > 0))
            findings.Add(Gpus(served.Gpus, devices, await gpus.ProcessesAsync(ct)));
        if (served.Launcher == "docker")
            findings.AddRange(await ContainersAsync(ready, served, devices, ct));
        if (served.Launcher == "process")
            foreach (var engine in ready.Engines.Where(engine => !HostEngines.IsFetched(engine)))
                findings.Add(await ProgramAsync(engine, ct));
        findings.AddRange(served.Secrets.Select(Secret));
        if (isHere && served.Gpus > 1)
            findings.Add(LockedMemory());
        findings.Add(Clock());
        return findings;
    }

    /// <summary>A program that is there may still lack the engine: <c>python3 -m …</c>.</summary>
    private static async Task<DoctorFinding> ProgramAsync(EngineDefinition engine, CancellationToken ct)
    {
        var remedy = $"Install it and put it on PATH{(engine.Image is { } image ? $", or run its image {image}: launcher: docker" : "")}.";
        if (ProgramPath.Find(engine.Program) is not { } program)
            return new("engine", "missing", $"{engine.Title}: there is no program '{engine.Program}' on PATH", remedy);
        return await EngineHelp.OfFlagsAsync(program, engine, ct) is null
            ? new("engine", "missing", $"{engine.Title}: {program} {string.Join(' ', engine.HelpQuestion)} does not answer with its options", remedy)
            : new("engine", "ok", $"{engine.Title} is {program}");
    }

    /// <param name="wanted">Null where the study does not say it.</param>
    private static DoctorFinding Gpus(int? wanted, IReadOnlyList<GpuDevice> devices, IReadOnlyList<GpuProcess> processes)
    {
        var free = devices.Count(device => device.IsFree(processes));
        var found = devices.Count == 0 ? "none that nvidia-smi or rocm-smi tells of" : string.Join("; ", devices.Select(device =>
            $"{device.Index} {device.Name} {device.MemoryBytes / (double)(1L << 30):0} GiB{(device.Driver is { } driver ? $" (driver {driver})" : "")}{Taken(device, processes)}"));
        if (wanted is not { } needed)
            return new("gpus", devices.Count == 0 ? "note" : "ok", found);
        if (needed == 0)
            return new("gpus", "note", found, "The study uses none: say how many with hardware: {gpus: N}.");
        if (free >= needed)
            return new("gpus", "ok", found);
        return new("gpus", "missing", $"{wanted} wanted, {free} free: {found}", devices.Count >= needed
            ? "End what computes on them, or ask for fewer with hardware: {gpus: N}."
            : "Ask for fewer with hardware: {gpus: N}, or run it where there are as many; what CUDA_VISIBLE_DEVICES or Slurm hides is not counted.");
    }

    private static string Taken(GpuDevice device, IReadOnlyList<GpuProcess> processes) => device.IsSplit
        ? ", split into instances"
        : processes.FirstOrDefault(process => process.Device == device.Uuid) is { } other ? $", used by {other.Name} (process {other.ProcessId})" : "";

    private static async Task<IReadOnlyList<DoctorFinding>> ContainersAsync(CheckedStudy ready, EvaluationMode.Served served, IReadOnlyList<GpuDevice> devices, CancellationToken ct)
    {
        try
        {
            using var host = await DockerHost.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), ct);
            var facts = await ContainerFacts.OfAsync(host, ct);
            var findings = new List<DoctorFinding> { new("containers", "ok", $"Docker {facts.Version} at {host.Socket}") };
            if (served.Gpus > 0 && devices is [{ Maker: GpuMaker.Nvidia }, ..] or [] && !facts.HandsOutNvidia)
                findings.Add(new("gpu runtime", "missing", "the container engine knows no way to hand out NVIDIA's GPUs", Toolkit));
            findings.AddRange(await ImagesAsync(host, facts, ready, served, devices, ct));
            return findings;
        }
        catch (LaunchException problem)
        {
            return [new("containers", "missing", problem.Message, "The study's launcher is 'docker'; --launcher process starts engines without containers.")];
        }
    }

    private static async Task<IReadOnlyList<DoctorFinding>> ImagesAsync(
        DockerHost host, ContainerFacts facts, CheckedStudy ready, EvaluationMode.Served served, IReadOnlyList<GpuDevice> devices, CancellationToken ct)
    {
        var findings = new List<DoctorFinding>();
        var toPull = 0;
        foreach (var engine in ready.Engines)
        {
            if (served.Container.ImageOf(engine.Name, engine.Image) is not { } image)
            {
                findings.Add(new("image", "missing", $"{engine.Title} names none", $"Give one in the study: images: {{{engine.Name}: …}}"));
                continue;
            }
            var required = await ContainerFacts.RequiredCudaAsync(host, image, ct);
            toPull += required is null ? 1 : 0;
            findings.Add(new("image", required is null ? "note" : "ok", $"{image}{(required is null ? " is not here: it is pulled before the first trial" : "")}"));
            if (required is { Length: > 0 } && devices is [{ Driver: { } driver }, ..])
                findings.Add(new("driver", "note", $"{driver}; {image} asks for {required}", "A driver that is too old ends the container with `unsatisfied condition`."));
        }
        if (toPull > 0 && FreeGib(facts.Folder) is { } free && free < ImageGib * toPull)
            findings.Add(new("image disk", "note", $"{free:0.0} GiB free at {facts.Folder}", $"Images of GPU engines take 10 to {ImageGib:0} GiB each: make room, or move the container engine's data-root."));
        return findings;
    }

    /// <returns>Null where the folder is not this user's to look at.</returns>
    private static double? FreeGib(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace / (double)(1L << 30);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it is there; never what it is.</summary>
    private static DoctorFinding Secret(NamedSecret secret) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(secret.Variable))
        ? new("secret", "missing", $"{secret.Variable} is not set ({secret.Position})", $"export {secret.Variable}=… before AutoTune starts")
        : new("secret", "ok", $"{secret.Variable} is set");

    private static DoctorFinding LockedMemory()
    {
        const string Key = "Max locked memory";
        var words = File.Exists("/proc/self/limits")
            ? File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : null;
        return words is null || words[0] == "unlimited" || (long.TryParse(words[0], out var bytes) && bytes >= UnlimitedEnough)
            ? new("memlock", "ok", words?[0] ?? "this system does not say")
            : new("memlock", "note", $"{words[0]} bytes may be locked", "Collectives over several GPUs may fail: in containers give container: {ulimits: {memlock: -1}, ipc: host}; for processes raise `ulimit -l`.");
    }

    /// <summary>Of the kernel: a slow one makes every stamp of the load client slow.</summary>
    private static DoctorFinding Clock()
    {
        const string Source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
        var clock = File.Exists(Source) ? File.ReadAllText(Source).Trim() : "unknown";
        return clock is "hpet" or "acpi_pm" or "jiffies"
            ? new("clock", "note", $"the kernel reads {clock}, which takes microseconds", "Where the processor has a stable time-stamp counter, boot with clocksource=tsc.")
            : new("clock", "ok", $"the kernel reads {clock}");
    }
}
