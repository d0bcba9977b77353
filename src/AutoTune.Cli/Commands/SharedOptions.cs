using System.CommandLine;
using System.CommandLine.Parsing;

namespace AutoTune.Cli.Commands;

/// <summary>Options and arguments that several commands take.</summary>
internal static class SharedOptions
{
    public static Option<string> Results() => new("--results")
    {
        Description = "Folder of all studies' results.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "results",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output; everything else goes to standard error." };

    public static Argument<string> Study()
    {
        var study = new Argument<string>("STUDY") { Description = "A study's name under --results." };
        study.Validators.Add(RefuseOptionLike);
        return study;
    }

    /// <summary>A misspelt option must not become an argument.</summary>
    public static void RefuseOptionLike(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
            if (token.Value.StartsWith('-'))
                result.AddError($"unknown option '{token.Value}'");
    }
}
