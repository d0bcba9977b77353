using AutoTune.Preflight;
using AutoTune.Trials;

namespace AutoTune.Cli.Composition;

/// <summary>What lies in a study's folder at its end: report and exports.</summary>
internal static class StudyResults
{
    public static Task WriteAsync(CheckedStudy ready, StudyFolder folder, StudyHistory history, CancellationToken ct) => Task.CompletedTask;
}
