using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Quality;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>Says what a configuration's answers are worth: measured once for each quality key, on the first engine that runs with it.</summary>
/// <param name="sourceFolder">Of the study file.</param>
/// <param name="environment">For a program of the user's.</param>
public sealed class QualityJudge(QualityGate gate, string studyFolder, string sourceFolder, HttpClient http, IReadOnlyDictionary<string, string> environment)
{
    private readonly QualityFiles _files = new(Path.Combine(studyFolder, "quality"));

    /// <summary>Journaled; measured where no launch of the key was before.</summary>
    /// <param name="trial">The first one's answers are the reference.</param>
    /// <exception cref="HttpRequestException">The engine refuses what is asked.</exception>
    /// <exception cref="InvalidDataException">What came back cannot be judged.</exception>
    public async Task<QualityReading> OfAsync(string key, int trial, ServingEndpoint endpoint, ITrialJournal journal, CancellationToken ct)
    {
        var reading = _files.Reading(key) ?? await MeasureAsync(key, trial, endpoint, journal, ct);
        await journal.RecordAsync(new LaunchEvent.QualityKnown(reading.Key, reading.Value, reading.Floor, reading.Divergence), ct);
        return reading;
    }

    private async Task<QualityReading> MeasureAsync(string key, int trial, ServingEndpoint endpoint, ITrialJournal journal, CancellationToken ct)
    {
        var reading = gate switch
        {
            QualityGate.Agreement agreement => await AgreementAsync(agreement, key, trial, new GreedyClient(http, endpoint), journal, ct),
            QualityGate.Command command => await ScoreAsync(command, key, trial, endpoint, ct),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        _files.Keep(reading);
        return reading;
    }

    private async Task<QualityReading> AgreementAsync(QualityGate.Agreement agreed, string key, int trial, GreedyClient server, ITrialJournal journal, CancellationToken ct)
    {
        var (reference, isOwn) = (_files.Reference(), false);
        if (reference is null)
        {
            if (trial > 0)
                await journal.RecordAsync(new LaunchEvent.Warned($"trial 0 never served, so the answers of trial {trial} are what others are compared with"), ct);
            var prompts = agreed.Prompts is { } file ? QualityPrompts.Read(file) : QualityPrompts.BuiltIn;
            (reference, isOwn) = (await AgreementReference.CreateAsync(key, prompts, server, ct), true);
            _files.Keep(reference);
        }
        var agreement = isOwn ? reference.WithItself : await reference.CompareAsync(server, ct);
        var floor = agreed.Floor ?? QualityGate.Agreement.KeptOfSelfAgreement * reference.WithItself.Share;
        return new(key, agreement.ToEstimate(), floor, agreement.Divergence);
    }

    private async Task<QualityReading> ScoreAsync(QualityGate.Command command, string key, int trial, ServingEndpoint endpoint, CancellationToken ct)
    {
        var log = Path.Combine(studyFolder, "logs", $"trial-{trial:000}-quality.log");
        try
        {
            return new(key, Estimate.Exact(await new QualityCommand(command, sourceFolder, environment).ScoreAsync(endpoint, key, log, ct)), command.Floor);
        }
        catch (InvalidDataException problem) when (!_files.HasReadings)
        {
            throw new StudyStoppedException($"The evaluation that 'quality' names gave no score: {problem.Message}", $"Its output is in {log}. Correct it, then resume.", problem);
        }
    }
}
