namespace AutoTune.Load;

/// <summary>Requests come in conversations: each turn sends all that was said before, the server's own replies included, and a user thinks between them. Agents are the same with tools that answer in place of a user: long follow-ups, short thinking.</summary>
/// <param name="Turns">Requests of a conversation; a rate counts requests, so conversations begin at rate ÷ mean turns.</param>
/// <param name="FollowUp">Tokens of each message after the first.</param>
/// <param name="Think">Mean of the time from a reply's end to the next message, exponentially distributed.</param>
public sealed record Conversation(LengthDistribution Turns, LengthDistribution FollowUp, TimeSpan Think)
{
    public static readonly TimeSpan UsualThink = TimeSpan.FromSeconds(5);

    /// <summary>The schedule looks for new turns about as often.</summary>
    public static readonly TimeSpan LeastThink = TimeSpan.FromMilliseconds(100);
}

/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
internal sealed record ChatMessage(string Role, string Text);
