using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>The keys of an engine's file, and the schema that is made of them.</summary>
public static class EngineKeys
{
    private static readonly YamlShape Words = new YamlShape.List(new YamlShape.Text());

    public static YamlKeys Readiness { get; } = new(
        new YamlKey("health", new YamlShape.Text(), "Path that answers 200 once the engine is up.", Required: true),
        new YamlKey("models", new YamlShape.Text(), "Path that lists the served models.", Required: true));

    public static YamlKeys Metrics { get; } = new(
        new YamlKey("path", new YamlShape.Text(), "Path of the metrics.", Required: true),
        new YamlKey("names", new YamlShape.MapOf(new YamlShape.Text()), "AutoTune's name of a metric, and the engine's.", Required: true));

    public static YamlKeys Shutdown { get; } = new(
        new YamlKey("signal", new YamlShape.Word("SIGTERM", "SIGINT"), "Signal that asks it to stop.", Required: true),
        new YamlKey("grace", new YamlShape.Duration(), "How long it may take before it is forced.", Required: true));

    public static YamlKeys OtherImage { get; } = new(
        new YamlKey("when", new YamlShape.Text(), "A condition over facts, such as hardware.maker == 'amd'.", Required: true),
        new YamlKey("image", new YamlShape.Text(), "Image without its tag; the usual one where it is left out."),
        new YamlKey("tag", new YamlShape.Text(), "Tag of the image.", Required: true));

    public static YamlKeys Container { get; } = new(
        new YamlKey("image", new YamlShape.Text(), "Image without its tag.", Required: true),
        new YamlKey("tag", new YamlShape.Text(), "Tag of the image.", Required: true),
        new YamlKey("images", new YamlShape.List(new YamlShape.Mapping(OtherImage)), "Images for other devices; the first whose condition holds takes the usual one's place."),
        new YamlKey("caches", Words, "Folders inside that are kept between launches, one for each image and kind of device: compiled kernels."),
        new YamlKey("downloads", Words, "Folders inside that are kept between launches, one for all engines: what a hub sent."),
        new YamlKey("shared_memory", new YamlShape.Text(), "Size of /dev/shm, such as 16GiB."),
        new YamlKey("ipc", new YamlShape.Word("host", "private"), "Whose shared memory it uses."),
        new YamlKey("ulimits", new YamlShape.MapOf(new YamlShape.Integer(-1, long.MaxValue)), "Limits by name, such as memlock; -1 for none."),
        new YamlKey("capabilities", Words, "Such as SYS_NICE."));

    public static YamlKeys Context { get; } = new(
        new YamlKey("flag", new YamlShape.Text(), "Flag that carries the size of the context.", Required: true),
        new YamlKey("value", new YamlShape.Formula(), "Formula over max_context and parameters; proportional to max_context.", Required: true),
        new YamlKey("shared_when", new YamlShape.Text(), "Condition under which one request may use the whole context."));

    public static YamlKeys Config { get; } = new(
        new YamlKey("flag", new YamlShape.Text(), "Flag that names the file.", Required: true),
        new YamlKey("form", new YamlShape.Word("keys", "flags"), "keys (the default): parameters with 'key' are written into it; flags: its keys are the command line's flags, and it is read and exported only."),
        new YamlKey("keys", new YamlShape.MapOf(new YamlShape.Scalar()), "Entries of every file; dots descend."));

    public static YamlKeys JsonFlag { get; } = new(
        new YamlKey("members", new YamlShape.MapOf(new YamlShape.Text()), "Member of the object, and the flag that says the same.", Required: true),
        new YamlKey("until", new YamlShape.Text(), "The last version that has no other way, such as 0.10; where an engine can be asked for its flags, its answer counts."));

    public static YamlKeys Memory { get; } = new(
        new YamlKey("kv_cache", new YamlShape.Formula(), "GiB of one GPU that are left for the KV cache. Formulas of this section also know memory.total, memory.weights, memory.activations, memory.runtime and memory.graphs.", Required: true),
        new YamlKey("activations", new YamlShape.Formula(), "GiB: the peak of what a step computes with."),
        new YamlKey("runtime", new YamlShape.Formula(), "GiB: driver, libraries and their buffers."),
        new YamlKey("graphs", new YamlShape.Formula(), "GiB: recorded graphs."),
        new YamlKey("tokens", new YamlShape.Formula(), "Tokens that must have room; one request's context where it is left out."),
        new YamlKey("block", new YamlShape.Integer(1, 1024), "Tokens of a block of the cache."),
        new YamlKey("error_gib", new YamlShape.Scalar(), "GiB: standard deviation of the predicted cache against logged ones.", Required: true),
        new YamlKey("logged", new YamlShape.Text(), "Pattern that finds the cache's tokens in the engine's log, in its first group."));

    public static YamlKeys Speed { get; } = new(
        new YamlKey("bandwidth", new YamlShape.Scalar(), "Share of the memory's bandwidth that it reaches."),
        new YamlKey("compute", new YamlShape.Scalar(), "Share of the peak of operations that it reaches."),
        new YamlKey("step_us", new YamlShape.Scalar(), "Microseconds of a step that no roof explains."),
        new YamlKey("layer_us", new YamlShape.Scalar(), "Microseconds of each layer beside its roofs."));

    public static YamlKeys File { get; } = new YamlKeys(
        new YamlKey("engine", new YamlShape.Text(), "The engine's name, which studies use.", Required: true),
        new YamlKey("title", new YamlShape.Text(), "The name for people."),
        new YamlKey("command", Words, "Program and arguments; {model}, {host} and {port} are filled in.", Required: true),
        new YamlKey("also_started_by", new YamlShape.List(Words), "Other words that start the same server, by which a user's own launch is known."),
        new YamlKey("models", new YamlShape.Word("gguf", "hub"), "What it serves: a GGUF file (the default), or an id of a hub or a folder as a hub has it."),
        new YamlKey("version", Words, "Arguments that make the program tell its version; --version where it is left out."),
        new YamlKey("help", Words, "Arguments that make the program tell its flags; --help where it is left out."),
        new YamlKey("config", new YamlShape.Mapping(Config), "The YAML configuration file that it takes beside its command line."),
        new YamlKey("always", new YamlShape.List(Words), "Groups of arguments that every command line carries; a group whose flag the engine lacks is left out."),
        new YamlKey("aliases", new YamlShape.MapOf(Words), "Other spellings of flags that are no parameter's, and variables (without dashes) that do the same."),
        new YamlKey("json_flags", new YamlShape.MapOf(new YamlShape.Mapping(JsonFlag)), "Flags whose value is a JSON object, where other flags say the same member by member: read back, and written where a version has no other way."),
        new YamlKey("context", new YamlShape.Mapping(Context), "How the promised context per request becomes an argument."),
        new YamlKey("gpus", new YamlShape.Formula(), "GPUs that one server of a configuration takes, over its parameters; without it, all that the study has."),
        new YamlKey("port", new YamlShape.Integer(1, 65535), "Port inside a container.", Required: true),
        new YamlKey("readiness", new YamlShape.Mapping(Readiness), "How to see that it is ready.", Required: true),
        new YamlKey("metrics", new YamlShape.Mapping(Metrics), "Where its own metrics are."),
        new YamlKey("shutdown", new YamlShape.Mapping(Shutdown), "How it is stopped.", Required: true),
        new YamlKey("container", new YamlShape.Mapping(Container), "Its image, and what it needs of a container."),
        new YamlKey("environment", new YamlShape.MapOf(new YamlShape.Text()), "Variables that it is started with."),
        new YamlKey("memory", new YamlShape.Mapping(Memory), "How it divides a GPU's memory: what cannot fit is never launched."),
        new YamlKey("speed", new YamlShape.Mapping(Speed), "How near it comes to what the device could do at most: for estimates, and nothing else."),
        new YamlKey("restart_keys", Words, "Parameters whose change makes it compile anew: a start with values that have not come up here before may say nothing for minutes, and is not taken for hung.")).With(SpaceKeys.Tree.Items);

    /// <summary>The schema of an engine's and of a command study's space file.</summary>
    public static string Schema() =>
        JsonSchemaWriter.Write("AutoTune search space", new YamlShape.Either(new YamlShape.Mapping(File), new YamlShape.Mapping(SpaceKeys.File)));
}
