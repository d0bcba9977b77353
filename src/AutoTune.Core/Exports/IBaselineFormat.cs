using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A way in which people have written down what they run today.</summary>
public interface IBaselineFormat
{
    string Name { get; }

    /// <summary>What makes a file one of these, for the message when none fits.</summary>
    string LooksFor { get; }

    /// <summary>By content alone; does not throw.</summary>
    bool Recognizes(string text);

    /// <summary>Everything in the file that starts a program; what is not understood is a warning.</summary>
    /// <exception cref="InvalidInputException">The file is of this format, and cannot be read.</exception>
    IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics);
}
