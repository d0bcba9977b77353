using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using AutoTune.Yaml;

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

    public const string JsonName = "--json";

    public static Option<bool> Json() => new(JsonName) { Description = "Print one JSON document on standard output; everything else goes to standard error." };

    /// <summary>A whole number that may be left out.</summary>
    public static Option<T?> Whole<T>(string name, string description, T least)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ReadWhole(result, name, least),
        };

    /// <summary>A time with its unit that may be left out.</summary>
    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (YamlScalars.Duration(result.Tokens[0].Value) is { } time && time > TimeSpan.Zero)
                return time;
            result.AddError($"{name} must be a time with its unit above zero, such as 90s, 30m or 8h, not '{result.Tokens[0].Value}'");
            return null;
        },
    };

    /// <summary>A whole number that may be left out.</summary>
    public static Argument<int?> WholeArgument(string name, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => null,
        CustomParser = result => ReadWhole(result, name, least: 0),
    };

    public static Argument<string> Study()
    {
        var study = new Argument<string>("STUDY") { Description = "A study's name under --results." };
        study.Validators.Add(RefuseOptionLike);
        return study;
    }

    private static T? ReadWhole<T>(ArgumentResult result, string name, T least)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
            return number;
        result.AddError($"{name} must be a whole number from {least}, not '{text}'");
        return null;
    }

    /// <summary>A misspelt option must not become an argument.</summary>
    public static void RefuseOptionLike(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
            if (token.Value.StartsWith('-'))
                result.AddError($"unknown option '{token.Value}'");
    }
}
