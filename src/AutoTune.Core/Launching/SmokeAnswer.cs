namespace AutoTune.Launching;

/// <summary>What came back for the first request.</summary>
internal abstract record SmokeAnswer
{
    private SmokeAnswer()
    {
    }

    public sealed record Tokens : SmokeAnswer;

    /// <summary>Nobody there, or still loading.</summary>
    public sealed record NotYet : SmokeAnswer;

    /// <param name="Class">Name in the failure catalogue.</param>
    public sealed record Refused(string Class, string Evidence) : SmokeAnswer;
}
