namespace AutoTune.MockEngine;

/// <summary>Answers that depend on what else runs; used by one loop's thread.</summary>
internal interface IPacing
{
    /// <summary>Id that <c>/v1/models</c> lists.</summary>
    string Model { get; }

    /// <summary>Who the model belongs to: that it is a fake.</summary>
    string OwnedBy { get; }

    /// <summary>Path of <see cref="Metrics"/>; null for none.</summary>
    string? MetricsPath { get; }

    /// <param name="received">Timestamp of the request's last byte, in ns.</param>
    PacedRequest Take(GenerationRequest request, long received);

    /// <summary>The client went away before the answer's end: an engine stops working on it.</summary>
    void Abort(PacedRequest request, long now);

    /// <summary>The text of <c>/metrics</c>.</summary>
    string Metrics(long now);
}

/// <summary>A request with its times, in seconds.</summary>
/// <param name="PromptBegins">When its prompt is read.</param>
/// <param name="PromptEnds">When that is done.</param>
internal sealed record PacedRequest(Behaviour Behaviour, double PromptBegins, double PromptEnds, double Ends, double Tokens);
