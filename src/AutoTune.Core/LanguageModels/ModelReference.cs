using System.Text.RegularExpressions;

namespace AutoTune.LanguageModels;

/// <summary>The model that a study tunes.</summary>
public abstract partial record ModelReference
{
    private ModelReference()
    {
    }

    /// <summary>How people tell a file or a folder from a hub's id.</summary>
    public static bool IsPath(string text) => text.EndsWith(".gguf", StringComparison.Ordinal) || text.StartsWith('.') || text.StartsWith('/');

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
    public sealed partial record Hub(string Id) : ModelReference
    {
        public const string Form = "an id of a hub (organisation/name)";

        public bool IsWellFormed => WellFormed().IsMatch(Id);

        public override string ToString() => Id;

        [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
        private static partial Regex WellFormed();
    }
}
