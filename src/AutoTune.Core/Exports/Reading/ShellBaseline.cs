using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>A launch script or a launch command in a file: the last format that is tried, since any text could be one.</summary>
internal sealed class ShellBaseline(IReadOnlyDictionary<string, string> environment) : IBaselineFormat
{
    public string Name => "launch script";

    public string LooksFor => "a command that starts an engine, or docker run";

    public bool Recognizes(string text) => true;

    public IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics) =>
        new ShellScript(environment, diagnostics).Read(text, new SourcePosition(file, 1, 1));
}
