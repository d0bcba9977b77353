using AutoTune.Engines;
using AutoTune.Finals;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>Makes a command study ready.</summary>
public static class CommandPreflight
{
    /// <returns>Null where errors were added.</returns>
    public static TuningPlan? Check(Study study, EvaluationMode.Command command, Diagnostics diagnostics)
    {
        var facts = new Dictionary<string, ParameterValue> { [SpaceFacts.Cores] = ParameterValue.Of((long)Environment.ProcessorCount) };
        CheckProgram(study, command, diagnostics);
        if (command.Space.Length == 0 || SpaceReader.ReadFile(command.Space, facts, diagnostics) is not { } branch)
            return null;
        var limits = new Diagnostics();
        var space = SpaceNarrowing.Narrow(new([branch]), StudyLimits.Of(study, precision: null), limits);
        diagnostics.Add(limits);
        var baseline = BaselineOf(study, space.Branches[0], diagnostics);
        return diagnostics.HasErrors ? null : new TuningPlan
        {
            Space = space,
            Admission = new RuleAdmission(space),
            Study = study,
            Baseline = baseline,
            Finals = new FinalsPlan { Objective = study.Objectives[0], Constraints = study.Constraints },
        };
    }

    private static void CheckProgram(Study study, EvaluationMode.Command command, Diagnostics diagnostics)
    {
        if (command.Program is [var program, ..] && ProblemOf(program, study) is { } problem)
            diagnostics.Error(study.PositionOf("command"), $"the command's program {program} {problem}");
    }

    /// <returns>Why a program that a study names cannot be started; null where it can.</returns>
    internal static string? ProblemOf(string program, Study study)
    {
        var path = StudyPaths.Resolve(program, study.SourceFile);
        return !program.Contains('/') ? ProgramPath.Find(program) is null ? "is not on PATH" : null
            : !File.Exists(path) ? "is not there"
            : !ProgramPath.IsProgram(path) ? "may not be executed (chmod +x)"
            : null;
    }

    private static ServingConfig? BaselineOf(Study study, SpaceBranch branch, Diagnostics diagnostics)
    {
        switch (study.Baseline)
        {
            case BaselineSource.Settings settings:
                return BaselineSettings.Read(settings, branch, diagnostics);
            case BaselineSource.File file:
                diagnostics.Error(file.Position, "a command study's baseline is a mapping of settings: what a file launches cannot be read back into its space");
                return null;
            default:
                return null;
        }
    }
}
