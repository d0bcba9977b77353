using AutoTune.Preflight;
using AutoTune.Studies;

namespace AutoTune.Cli.Composition;

internal static class ServedComposition
{
    public static Task<StudyEvaluation> ComposeAsync(CheckedStudy ready, EvaluationMode.Served served, StudyFolder folder, IProgress<string> preparing, TimeProvider clock, CancellationToken ct) =>
        throw new NotSupportedException();
}
