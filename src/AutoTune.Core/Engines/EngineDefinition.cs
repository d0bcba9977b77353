using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>An engine, as its file describes it.</summary>
public sealed record EngineDefinition
{
    public static readonly IReadOnlyList<string> UsualVersionQuestion = ["--version"];

    public static readonly IReadOnlyList<string> UsualHelpQuestion = ["--help"];

    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Program and arguments; <c>{model}</c>, <c>{host}</c> and <c>{port}</c> stand for their values.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public string Program => Command[0];

    /// <summary>Program and the words behind it that are the same in every command line: <c>vllm serve</c>, <c>python3 -m sglang.launch_server</c>.</summary>
    public IEnumerable<string> CommandHead => Command.TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal) && !word.Contains('{'));

    /// <summary>The model stands behind the head, without a flag.</summary>
    public bool IsModelPositional => Command.Skip(CommandHead.Count()).FirstOrDefault() == "{model}";

    /// <summary>Arguments that make the program tell its version, and its flags.</summary>
    public IReadOnlyList<string> VersionQuestion { get; init; } = UsualVersionQuestion;

    public IReadOnlyList<string> HelpQuestion { get; init; } = UsualHelpQuestion;

    /// <summary>The same, and for versions that do not know <c>--help=all</c> the plain one.</summary>
    public IEnumerable<IReadOnlyList<string>> HelpQuestions =>
        HelpQuestion.Any(IsDetailed) ? [HelpQuestion, [.. HelpQuestion.Select(word => IsDetailed(word) ? "--help" : word)]] : [HelpQuestion];

    /// <summary>A help may be about something else, or name groups of flags alone: nothing is concluded from what such a one lacks.</summary>
    public bool ListsFlags(string help)
    {
        var flags = FlagInventory.Parse(help);
        var known = Branch.AllParameters.Select(parameter => parameter.Binding).OfType<SettingBinding.Flag>().ToArray();
        return known.Length == 0 || known.Any(flag => flags.Find(flag.Name) is not null);
    }

    private static bool IsDetailed(string word) => word.StartsWith("--help=", StringComparison.Ordinal);

    /// <summary>What it serves.</summary>
    public ModelForm Models { get; init; }

    /// <summary>Argument groups of every command line, such as <c>--fit off</c>.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Always { get; init; }

    /// <summary>Flag → other spellings, and variables (without dashes) that do the same.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases { get; init; }

    public IReadOnlyList<JsonFlag> JsonFlags { get; init; } = [];

    /// <summary>Those that are written, since this version has no flags for their members.</summary>
    public IReadOnlyList<JsonFlag> WrittenAsJson { get; init; } = [];

    /// <summary>Null where the engine takes no size of the context.</summary>
    public ContextArgument? Context { get; init; }

    /// <summary>GPUs that one server takes, over parameters that are always active; null: as many as it is given.</summary>
    public Expression? Gpus { get; init; }

    /// <summary>Inside a container.</summary>
    public required int Port { get; init; }

    public required string HealthPath { get; init; }

    public required string ModelsPath { get; init; }

    public string? MetricsPath { get; init; }

    /// <summary>AutoTune's name of a metric → the engine's.</summary>
    public required IReadOnlyDictionary<string, string> MetricNames { get; init; }

    /// <summary><c>SIGTERM</c> or <c>SIGINT</c>.</summary>
    public required string ShutdownSignal { get; init; }

    public required TimeSpan ShutdownGrace { get; init; }

    /// <summary>Null where there is no image of it.</summary>
    public EngineContainer? Container { get; init; }

    /// <summary>With its tag; null where there is none.</summary>
    public string? Image => Container?.Image;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Other words that start the same server.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AlsoStartedBy { get; init; } = [];

    /// <summary>Null where it takes none.</summary>
    public EngineConfigFile? Config { get; init; }

    /// <summary>Null where nobody has written how it divides memory: nothing is refused for it then.</summary>
    public EngineMemory? Memory { get; init; }

    public EngineSpeed Speed { get; init; } = EngineSpeed.Usual;

    /// <summary>Parameters whose change makes the engine compile anew.</summary>
    public required IReadOnlyList<string> RestartKeys { get; init; }

    /// <summary>The whole space, with the engine's own defaults.</summary>
    public required SpaceBranch Branch { get; init; }

    /// <summary>The parameter that counts equal servers; null where there is always one.</summary>
    public Parameter? Replicas => Branch.AllParameters.FirstOrDefault(parameter => parameter.Binding is SettingBinding.Replicas);

    /// <summary>Whether it quantises the model's own weights to this precision while it starts.</summary>
    public bool MakesWeights(string precision) =>
        Branch.Variant?.Binding is SettingBinding.ModelVariant variant && variant.Online.Keys.Contains(precision, StringComparer.OrdinalIgnoreCase);

    public int ReplicasOf(ServingConfig config) => Replicas is { } parameter ? (int)config[parameter.Name].Number : 1;

    /// <returns>Of one server; null: as many as it is given.</returns>
    public int? GpusOf(ServingConfig config) => (int?)Gpus?.Evaluate(name => Branch.ValueOf(name, config.Values))?.Number;
}

/// <summary>In which form an engine takes its model.</summary>
public enum ModelForm
{
    /// <summary>One GGUF file.</summary>
    Gguf,

    /// <summary>An id of a hub, or a folder as a hub has it.</summary>
    Hub,
}

/// <summary>What an engine needs of a container; a study may say otherwise.</summary>
/// <param name="Image">With its tag.</param>
public sealed record EngineContainer(string Image)
{
    /// <summary>Folders inside whose content is worth keeping between launches (compiled kernels), and holds for one image on one kind of device.</summary>
    public IReadOnlyList<string> Caches { get; init; } = [];

    /// <summary>Folders inside for what is downloaded: one for all engines.</summary>
    public IReadOnlyList<string> Downloads { get; init; } = [];

    /// <summary>Bytes; null for the container engine's default.</summary>
    public long? SharedMemory { get; init; }

    public bool HostIpc { get; init; }

    /// <summary>Name → limit, −1 for none.</summary>
    public IReadOnlyDictionary<string, long> Ulimits { get; init; } = new Dictionary<string, long>();

    public IReadOnlyList<string> Capabilities { get; init; } = [];
}

/// <summary>How the promised context per request becomes an argument.</summary>
/// <param name="Value">Over <c>max_context</c> and parameters, proportional to <c>max_context</c>.</param>
/// <param name="SharedWhen">Where it holds, one request may use the whole context; null: never.</param>
public sealed record ContextArgument(string Flag, Expression Value, Expression? SharedWhen);
