namespace AutoTune.Launching;

/// <summary>When a deployment counts as ready, and how long it may take.</summary>
public sealed record ReadinessSettings
{
    /// <summary>Answers 200 once the model is loaded.</summary>
    public string HealthPath { get; init; } = "/health";

    /// <summary>The id that <c>/v1/models</c> has to list; null takes the first that it lists.</summary>
    public string? Model { get; init; }

    public SmokeApi Api { get; init; } = SmokeApi.Chat;

    /// <summary>Longest time without a new log line or a step forward. Default 60 s.</summary>
    public TimeSpan QuietLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time in all, whatever the log says. Default 15 min.</summary>
    public TimeSpan HardLimit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Bound of one health or model request. Default 10 s.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What the smoke request is sent to.</summary>
public enum SmokeApi
{
    Chat,
    Completions,
}
