namespace AutoTune.Provisioning;

/// <summary>The programs of one llama.cpp, each a plain command: what starts it here also starts it in an exported script.</summary>
public sealed record EngineTools
{
    /// <summary>Absolute path.</summary>
    public required string LlamaServer { get; init; }

    /// <summary>Absolute path; null where this llama.cpp came without it, and then no precision can be made.</summary>
    public required string? LlamaQuantize { get; init; }

    /// <summary>Where they come from, for people: <c>AUTOTUNE_LLAMA_SERVER</c>, <c>PATH</c> or the Debian package with its version.</summary>
    public required string Origin { get; init; }
}
