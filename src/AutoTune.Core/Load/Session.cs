using AutoTune.Randomness;

namespace AutoTune.Load;

/// <summary>One conversation while it runs: what was said so far, and what comes next. Its draws depend on stream and number alone.</summary>
internal sealed class Session
{
    private const string User = "user";
    private const string Assistant = "assistant";

    private readonly ReferenceStream _stream;
    private readonly Conversation _conversation;
    private readonly int _number;
    private readonly int _turns;
    private readonly List<ChatMessage> _said = [];
    private int _turn;
    private bool _asked;

    /// <param name="number">Of its first request in the stream.</param>
    public Session(ReferenceStream stream, Conversation conversation, int number)
    {
        (_stream, _conversation, _number) = (stream, conversation, number);
        _turns = conversation.Turns.Quantile(Draw("turns").Uniform());
    }

    /// <summary>A reply is worth keeping.</summary>
    public bool HasNext => _turn + 1 < _turns;

    /// <summary>All that was said, the request's own message last.</summary>
    public IReadOnlyList<ChatMessage> Ask(PlannedRequest request, PromptCalibration calibration)
    {
        if (!_asked)
            _said.Add(new(User, _turn == 0 ? PromptWriter.Write(request, calibration) : PromptWriter.Write(request.TextSeed, request.InputTokens - request.HistoryTokens, calibration with { FixedTokens = 0 })));
        _asked = true;
        return _said;
    }

    /// <param name="ended">Its reply is fed back as it came.</param>
    /// <returns>Null where the conversation is over: no turn is left, the last one failed, or the next would not fit the context.</returns>
    public PlannedRequest? Next(StreamingRequest ended, TimeSpan now)
    {
        if (!HasNext || ended.Outcome is not { End: RequestEnd.Completed } outcome)
            return null;
        _turn++;
        _asked = false;
        _said.Add(new(Assistant, ended.Reply()));
        var history = outcome.InputTokens + outcome.OutputTokens;
        var input = history + _conversation.FollowUp.Quantile(Draw("follow-up").Uniform());
        var output = _stream.Workload.Output.Quantile(Draw("output length").Uniform());
        return input + output > _stream.Workload.MaxContext
            ? null
            : new PlannedRequest(outcome.Index, now + Think(), input, output, Draw("text").Next()) { Session = this, HistoryTokens = history };
    }

    private TimeSpan Think()
    {
        var drawn = _conversation.Think * -Math.Log(Draw("think").Uniform());
        return drawn > Conversation.LeastThink ? drawn : Conversation.LeastThink;
    }

    private CounterRandom Draw(string purpose) => new CounterRandom(_stream.Seed, _stream.Number, $"{purpose} of turn {_turn}").At(_number);
}
