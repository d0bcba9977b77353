namespace AutoTune.Provisioning;

/// <summary>Packages unpacked into a folder, and commands that start their programs with their own loader and libraries, without a chroot.</summary>
/// <param name="folder">Gets <c>root/</c> with the packages and <c>bin/</c> with the commands; may be moved afterwards.</param>
/// <param name="triplet">Name of the libraries' folder, for example <c>x86_64-linux-gnu</c>.</param>
internal sealed class PrivateRoot(string folder, string triplet)
{
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromMinutes(2);

    private string Root => Path.Combine(folder, "root");

    private string Libraries => Path.Combine(Root, "usr", "lib", triplet);

    public async Task UnpackAsync(string package, CancellationToken ct)
    {
        Directory.CreateDirectory(Root);
        await ToolProcess.RunAsync("dpkg-deb", ["--extract", package, Root], UnpackLimit, ct);
    }

    public void Finish()
    {
        LinkBackends();
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        var programs = Directory.GetFiles(Path.Combine(Root, "usr", "bin"), "llama-*");
        foreach (var program in programs)
            WriteCommand(Path.GetFileName(program));
    }

    /// <summary>ggml looks for its CPU backends beside the running program, and that is the loader.</summary>
    private void LinkBackends()
    {
        foreach (var backends in Directory.GetDirectories(Path.Combine(Libraries, "ggml")))
            foreach (var file in Directory.GetFiles(backends, "*.so"))
                File.CreateSymbolicLink(Path.Combine(Libraries, Path.GetFileName(file)), Path.GetRelativePath(Libraries, file));
    }

    /// <summary>A script that finds its root relative to itself, and is replaced by the program, so that signals reach that.</summary>
    private void WriteCommand(string program)
    {
        var loader = Path.GetFileName(Directory.GetFiles(Libraries, "ld-linux-*").Single());
        var path = Path.Combine(folder, "bin", program);
        File.WriteAllText(path, $"""
            #!/bin/sh
            # {program} of Debian's packages, run with the loader and the libraries that came with it.
            home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
            libraries=$home/root/usr/lib/{triplet}
            exec "$libraries/{loader}" --argv0 {program} --library-path "$libraries:$libraries/llama" "$home/root/usr/bin/{program}" "$@"

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
