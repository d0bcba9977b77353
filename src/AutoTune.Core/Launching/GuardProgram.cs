using System.Collections;
using System.Runtime.InteropServices;
using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>The guard's executable as it was shipped, next to AutoTune's own assemblies.</summary>
internal sealed record GuardProgram(string FileName, IReadOnlyList<string> Arguments)
{
    private const string Name = "autotune-guard";
    private const string RuntimeRoot = "DOTNET_ROOT";

    /// <exception cref="LaunchException">It is not there.</exception>
    public static GuardProgram Find(string folder)
    {
        var native = Path.Combine(folder, Name);
        var managed = native + ".dll";
        if (File.Exists(native))
            return new GuardProgram(native, []);
        return File.Exists(managed)
            ? new GuardProgram(DotnetHost(), [managed])
            : throw new LaunchException($"{Name} is missing from {folder}: without it an engine could outlive AutoTune. Install AutoTune again.");
    }

    /// <summary>AutoTune's own environment, with the runtime that it runs on, and without the leash of an AutoTune above it: that one's end must not stop this guard's work.</summary>
    public static Dictionary<string, string> Environment()
    {
        var variables = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
        variables.Remove(GuardClient.LeashVariable);
        if (RuntimeFolder() is { } root)
            variables[RuntimeRoot] = root;
        return variables;
    }

    private static string DotnetHost() => System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (RuntimeFolder() is { } root ? Path.Combine(root, "dotnet") : ProgramPath.Find("dotnet") ?? throw new LaunchException("'dotnet' is not on PATH."));

    // …/shared/Microsoft.NETCore.App/10.0.x/ lies three levels below the root.
    private static string? RuntimeFolder()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Directory.Exists(Path.Combine(root, "host", "fxr")) ? root : null;
    }
}
