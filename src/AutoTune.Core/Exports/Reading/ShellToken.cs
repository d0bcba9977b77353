using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>What a launch script is made of.</summary>
internal abstract record ShellToken(SourcePosition Position)
{
    public sealed record Word(ImmutableArray<ShellPart> Parts, SourcePosition Position) : ShellToken(Position);

    /// <summary>The end of a command: a line's end, <c>;</c>, <c>&amp;&amp;</c>, or <c>&amp;</c>.</summary>
    public sealed record End(bool Background, SourcePosition Position) : ShellToken(Position);

    /// <summary>Where output goes; says nothing about the engine.</summary>
    public sealed record Redirection(SourcePosition Position) : ShellToken(Position);

    /// <summary><c>NAME=(</c> words <c>)</c>: an array of bash.</summary>
    /// <param name="Appends"><c>+=</c>.</param>
    public sealed record ArrayValue(string Name, bool Appends, ImmutableArray<Word> Items, SourcePosition Position) : ShellToken(Position);
}

/// <summary>A piece of a word.</summary>
internal abstract record ShellPart
{
    private ShellPart()
    {
    }

    public sealed record Literal(string Text, bool Quoted) : ShellPart;

    /// <param name="Default">What stands behind <c>:-</c>; null where nothing does.</param>
    /// <param name="EvenIfEmpty">The default replaces an empty value too (the colon).</param>
    public sealed record Variable(string Name, bool Quoted, ImmutableArray<ShellPart>? Default, bool EvenIfEmpty, SourcePosition Position) : ShellPart;

    /// <summary><c>${NAME[@]}</c>: one word for each item.</summary>
    public sealed record Items(string Name, bool Quoted, SourcePosition Position) : ShellPart;

    /// <summary>The folder of the script itself.</summary>
    public sealed record ScriptFolder : ShellPart;
}
