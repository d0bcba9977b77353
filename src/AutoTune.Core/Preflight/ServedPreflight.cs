using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

internal static class ServedPreflight
{
    public static CheckedStudy? Check(Study study, EvaluationMode.Served served, Diagnostics diagnostics) => throw new NotSupportedException();
}
