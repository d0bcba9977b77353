namespace AutoTune.Trials;

/// <summary>Names of what is kept with a study about its surroundings (<see cref="StudyEvent.StudyOpened"/>).</summary>
public static class StudyFacts
{
    public const string Processor = "processor";

    public const string Cores = "cores";

    public const string MemoryBytes = "memory_bytes";

    public const string System = "operating_system";

    public const string Model = "model";

    /// <summary>Its id in the catalogue; missing where the study uses none, or does not know which.</summary>
    public const string Gpu = "gpu";

    /// <summary>Followed by the engine's name.</summary>
    public const string EngineVersionPrefix = "engine_version.";

    /// <summary>Part of the version that a fake engine tells.</summary>
    public const string FakeMark = "AutoTune's fake";

    /// <summary>Followed by the engine's name: what its containers were made of, by digest where it has one.</summary>
    public const string EngineImagePrefix = "engine_image.";

    /// <summary>Followed by the engine's name: how many words of its command the image's entry point stands for; 0 where it has to be told the program.</summary>
    public const string EntryPointWordsPrefix = "entry_point_words.";
}
