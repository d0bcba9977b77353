namespace AutoTune.Exports.Reading;

/// <summary>The options of <c>docker run</c> (podman's and nerdctl's are the same where they matter).</summary>
internal static class DockerRunOptions
{
    private static readonly HashSet<string> Flags = Set("--detach --disable-content-trust --init --interactive --no-healthcheck --oom-kill-disable --privileged --publish-all --quiet --read-only --rm --sig-proxy --tty --replace");

    // Say how the container is kept, not how the engine runs.
    private static readonly HashSet<string> WithoutEffect = Set(
        "--add-host --annotation --cap-add --cap-drop --cidfile --detach-keys --dns --dns-option --dns-search --domainname --expose --group-add --health-cmd --health-interval --health-retries "
        + "--health-start-period --health-timeout --hostname --ip --ip6 --ipc --label --label-file --link --log-driver --log-opt --mac-address --name --network --net --network-alias --pid "
        + "--platform --pull --restart --security-opt --shm-size --stop-signal --stop-timeout --user --userns --uts");

    private static readonly HashSet<string> LeftOut = Set(
        "--attach --blkio-weight --cgroup-parent --cgroupns --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpu-shares --cpus --cpuset-cpus --cpuset-mems "
        + "--device --device-cgroup-rule --device-read-bps --device-read-iops --device-write-bps --device-write-iops --env-file --isolation --kernel-memory --memory --memory-reservation "
        + "--memory-swap --memory-swappiness --oom-score-adj --pids-limit --runtime --storage-opt --sysctl --tmpfs --ulimit --volume-driver --volumes-from");

    private static readonly HashSet<string> Carried = Set("--entrypoint --env --gpus --mount --publish --volume --workdir");

    private static readonly Dictionary<char, string> Short = new()
    {
        ['a'] = "--attach",
        ['c'] = "--cpu-shares",
        ['d'] = "--detach",
        ['e'] = "--env",
        ['h'] = "--hostname",
        ['i'] = "--interactive",
        ['l'] = "--label",
        ['m'] = "--memory",
        ['P'] = "--publish-all",
        ['p'] = "--publish",
        ['q'] = "--quiet",
        ['t'] = "--tty",
        ['u'] = "--user",
        ['v'] = "--volume",
        ['w'] = "--workdir",
    };

    public static string? LongName(char shortName) => Short.GetValueOrDefault(shortName);

    public static bool IsFlag(string option) => Flags.Contains(option);

    public static bool TakesValue(string option) => WithoutEffect.Contains(option) || LeftOut.Contains(option) || Carried.Contains(option);

    /// <summary>It changes how fast the engine is, and a trial does not have it.</summary>
    public static bool IsLeftOut(string option) => LeftOut.Contains(option);

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
