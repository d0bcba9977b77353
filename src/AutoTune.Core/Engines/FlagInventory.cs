using System.Text.RegularExpressions;

namespace AutoTune.Engines;

/// <summary>The flags that an engine's <c>--help</c> lists.</summary>
public sealed partial class FlagInventory
{
    private readonly Dictionary<string, HelpFlag> _bySpelling = new(StringComparer.Ordinal);

    private FlagInventory(IReadOnlyList<HelpFlag> flags)
    {
        Flags = flags;
        foreach (var flag in flags)
            foreach (var spelling in flag.Spellings)
                _bySpelling.TryAdd(spelling, flag);
    }

    /// <summary>Without those that the help calls removed.</summary>
    public IReadOnlyList<HelpFlag> Flags { get; }

    /// <summary>Null where the engine lacks it.</summary>
    public HelpFlag? Find(string spelling) => _bySpelling.GetValueOrDefault(spelling);

    /// <summary>The same with flags that take a value and that the help does not list.</summary>
    internal FlagInventory With(IEnumerable<string> flags) => new([.. Flags, .. flags.Select(flag => new HelpFlag([flag], "VALUE", [], null, ""))]);

    /// <summary>Reads help of the usual form: spellings, a placeholder, and a description that may go on in indented lines.</summary>
    public static FlagInventory Parse(string help)
    {
        var blocks = new List<(string Head, string Tail)>();
        foreach (var line in help.ReplaceLineEndings("\n").Split('\n'))
        {
            if (FlagLine().IsMatch(line))
                blocks.Add((line.Trim(), ""));
            else if (blocks.Count > 0 && line.StartsWith(' '))
                blocks[^1] = (blocks[^1].Head, blocks[^1].Tail + " " + line.Trim());
        }
        return new([.. blocks.Select(block => Flag(block.Head, block.Tail)).Where(flag => !flag.Description.Contains("has been removed", StringComparison.Ordinal))]);
    }

    private static HelpFlag Flag(string head, string rest)
    {
        var spellings = new List<string>();
        var at = 0;
        while (Spelling().Match(head, at) is { Success: true } match)
        {
            spellings.Add(match.Groups[1].Value);
            at = match.Index + match.Length;
            if (match.Groups[2].Value.Length == 0)
                break;
        }
        var gap = head.IndexOf("  ", at, StringComparison.Ordinal);
        var placeholder = (gap < 0 ? head[at..] : head[at..gap]).Trim();
        var description = ((gap < 0 ? "" : head[gap..].Trim()) + rest).Trim();
        return new(spellings, placeholder, Allowed(placeholder, description), EnvironmentOf(description), description);
    }

    private static string[] Allowed(string placeholder, string description)
    {
        var listed = AllowedValues().Match(description) is { Success: true } match ? match.Groups[1].Value
            : Enumeration().IsMatch(placeholder) ? placeholder.Trim('[', ']', '{', '}', '<', '>')
            : "";
        return listed.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string? EnvironmentOf(string description) =>
        EnvironmentName().Match(description) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^ {0,8}--?[A-Za-z]")]
    private static partial Regex FlagLine();

    [GeneratedRegex(@"\G(--?[A-Za-z][A-Za-z0-9_.\-]*)(,\s*)?")]
    private static partial Regex Spelling();

    [GeneratedRegex(@"allowed values: ((?:[\w.\-]+, )*[\w.\-]+)")]
    private static partial Regex AllowedValues();

    [GeneratedRegex(@"^(\[[\w.\-]+(\|[\w.\-]+)+\]|\{[\w.\-]+(,[\w.\-]+)+\}|<[\w.\-]+(\|[\w.\-]+)+>|[a-z][\w.\-]*(,[a-z][\w.\-]*)+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"\(env: (\w+)\)")]
    private static partial Regex EnvironmentName();
}

/// <param name="Spellings">As the help lists them, negations among them.</param>
/// <param name="Placeholder">Empty where the flag takes no value.</param>
/// <param name="AllowedValues">Empty where the help lists none.</param>
public sealed record HelpFlag(IReadOnlyList<string> Spellings, string Placeholder, IReadOnlyList<string> AllowedValues, string? EnvironmentVariable, string Description)
{
    public bool TakesValue => Placeholder.Length > 0;
}
