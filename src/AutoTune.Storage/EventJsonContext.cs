using System.Text.Json.Serialization;
using AutoTune.Metrics;
using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Storage;

/// <summary>Metadata of every stored type; members of closed families carry names of their own, since nested ones collide.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StudyEvent))]
[JsonSerializable(typeof(StudyEvent.StudyOpened))]
[JsonSerializable(typeof(StudyEvent.SessionStarted))]
[JsonSerializable(typeof(StudyEvent.TrialAsked))]
[JsonSerializable(typeof(StudyEvent.LaunchBegun))]
[JsonSerializable(typeof(StudyEvent.LaunchSaw))]
[JsonSerializable(typeof(StudyEvent.LaunchEnded))]
[JsonSerializable(typeof(StudyEvent.FinalsDecided))]
[JsonSerializable(typeof(StudyEvent.StudyFinished))]
[JsonSerializable(typeof(StudyEvent.StudyInterrupted))]
[JsonSerializable(typeof(LaunchEvent))]
[JsonSerializable(typeof(LaunchEvent.Started), TypeInfoPropertyName = "LaunchStarted")]
[JsonSerializable(typeof(LaunchEvent.Ready), TypeInfoPropertyName = "LaunchReady")]
[JsonSerializable(typeof(LaunchEvent.Probed), TypeInfoPropertyName = "LaunchProbed")]
[JsonSerializable(typeof(LaunchEvent.QualityKnown), TypeInfoPropertyName = "LaunchQualityKnown")]
[JsonSerializable(typeof(LaunchEvent.Stopped), TypeInfoPropertyName = "LaunchStopped")]
[JsonSerializable(typeof(LaunchEvent.Warned), TypeInfoPropertyName = "LaunchWarned")]
[JsonSerializable(typeof(TrialOutcome))]
[JsonSerializable(typeof(TrialOutcome.Completed), TypeInfoPropertyName = "OutcomeCompleted")]
[JsonSerializable(typeof(TrialOutcome.Pruned), TypeInfoPropertyName = "OutcomePruned")]
[JsonSerializable(typeof(TrialOutcome.Failed), TypeInfoPropertyName = "OutcomeFailed")]
[JsonSerializable(typeof(TrialOutcome.NotMeasured), TypeInfoPropertyName = "OutcomeNotMeasured")]
[JsonSerializable(typeof(Goal))]
[JsonSerializable(typeof(Goal.FindCapacity), TypeInfoPropertyName = "GoalFindCapacity")]
[JsonSerializable(typeof(Goal.MeasureAt), TypeInfoPropertyName = "GoalMeasureAt")]
[JsonSerializable(typeof(FinalsDecision))]
[JsonSerializable(typeof(FinalsDecision.Begun), TypeInfoPropertyName = "FinalsBegun")]
[JsonSerializable(typeof(FinalsDecision.FinalistChosen), TypeInfoPropertyName = "FinalsFinalistChosen")]
[JsonSerializable(typeof(FinalsDecision.Compared), TypeInfoPropertyName = "FinalsCompared")]
[JsonSerializable(typeof(FinalsDecision.AlsoCompared), TypeInfoPropertyName = "FinalsAlsoCompared")]
[JsonSerializable(typeof(FinalsDecision.Confirmed), TypeInfoPropertyName = "FinalsConfirmed")]
[JsonSerializable(typeof(ProbeSummary))]
[JsonSerializable(typeof(Estimate))]
[JsonSerializable(typeof(ServingConfig))]
[JsonSerializable(typeof(ParameterValue))]
[JsonSerializable(typeof(TrialRequest))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
