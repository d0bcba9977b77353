namespace AutoTune.Provisioning;

/// <summary>How a person installs llama.cpp on the system at hand.</summary>
internal static class InstallAdvice
{
    private const string Anywhere =
        "Or take a build from https://github.com/ggml-org/llama.cpp/releases and set " + ToolLookup.Setting + " to its llama-server.";

    public static string For(HostSystem host)
    {
        var system = OsRelease.Read(host.OsReleaseFile);
        return $"{ForFamily(system)} {Anywhere}";
    }

    private static string ForFamily(OsRelease system)
    {
        if (system.Is("debian") && !system.Is("ubuntu"))
            return "On Debian: install the package llama.cpp-tools of the suite forky or sid, or let AutoTune reach the Debian mirror of your sources.";
        if (system.Is("fedora"))
            return "On Fedora: `sudo dnf install llama-cpp`.";
        if (system.Is("arch"))
            return "On Arch Linux: install llama.cpp from the AUR.";
        if (system.Is("nixos"))
            return "On NixOS: `nix profile install nixpkgs#llama-cpp`.";
        return OperatingSystem.IsMacOS()
            ? "On macOS: `brew install llama.cpp`."
            : $"On {system.Name}: `brew install llama.cpp`, where Homebrew is used.";
    }
}
