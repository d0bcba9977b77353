using System.Text;

namespace AutoTune.Exports;

/// <summary>The head of every exported file: where it comes from, its figures, how to check it.</summary>
internal static class ExportComments
{
    /// <param name="container">The file starts an image, which is not the program that was measured.</param>
    /// <param name="balanced">The file starts every server of the configuration, and what shares the load between them.</param>
    public static IEnumerable<string> Lines(ExportDocument document, bool container, bool balanced = false)
    {
        yield return $"{document.Study}, trial {document.Trial}: {document.Engine} {document.EngineVersion}, exported by AutoTune";
        foreach (var figure in document.Figures)
            yield return figure;
        yield return $"Model: {document.Model}";
        if (container && !document.WasInContainer)
            yield return $"The figures are of the process that was measured; the image {document.Container?.Image} may be another build of the engine.";
        if (document.Native.Replicas > 1 && !balanced)
            yield return $"One of {document.Native.Replicas} equal servers: start it {document.Native.Replicas} times, each with a port and GPUs of its own, behind a balancer by fewest connections (format compose brings one).";
        foreach (var warning in document.Warnings)
            yield return $"Warning: {warning}";
        yield return $"Check it: autotune export {PosixShell.Quote(document.Study)} --trial {document.Trial} --format shell --verify";
    }

    /// <summary>Every line behind the mark; control characters, which could end a comment, become spaces.</summary>
    public static string Render(string mark, IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(mark).Append(' ').Append(Flat(line).TrimEnd()).Append('\n');
        return text.ToString();
    }

    private static string Flat(string line) =>
        string.Concat(line.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' ? ' ' : c));
}
