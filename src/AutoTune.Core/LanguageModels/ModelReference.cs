namespace AutoTune.LanguageModels;

/// <summary>The model that a study tunes.</summary>
public abstract record ModelReference
{
    private ModelReference()
    {
    }

    /// <summary>Our own small model with random weights: speed does not depend on what they say.</summary>
    public sealed record Synthetic : ModelReference
    {
        public override string ToString() => "synthetic";
    }

    public sealed record LocalFile(string Path) : ModelReference
    {
        public override string ToString() => Path;
    }

    /// <param name="Id"><c>organisation/name</c>.</param>
    public sealed record Hub(string Id) : ModelReference
    {
        public override string ToString() => Id;
    }
}
