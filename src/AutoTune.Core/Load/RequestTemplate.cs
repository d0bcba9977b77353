using System.Collections.Immutable;

namespace AutoTune.Load;

/// <summary>What every request of a study carries.</summary>
public sealed record RequestTemplate
{
    public RequestApi Api { get; init; } = RequestApi.Chat;

    /// <summary>0 where the study says nothing: answers that repeat.</summary>
    public double Temperature { get; init; }

    /// <summary>Only where lengths are synthetic or from a trace.</summary>
    public bool IgnoreEos { get; init; }

    /// <summary>Further members of the request's body, as JSON text: <c>"top_k" → "1"</c>.</summary>
    public ImmutableSortedDictionary<string, string> Extra { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

public enum RequestApi
{
    Chat,
    Completions,
}
