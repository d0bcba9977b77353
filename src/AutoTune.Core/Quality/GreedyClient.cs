using System.Text.Json;
using AutoTune.Load;

namespace AutoTune.Quality;

/// <summary>Asks a server how it goes on after a text, greedily, over <c>/v1/completions</c>.</summary>
public sealed class GreedyClient(HttpClient http, ServingEndpoint endpoint)
{
    private const int LikelyTokens = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <exception cref="HttpRequestException">The server refuses, cannot be reached, or does not answer within five minutes.</exception>
    /// <exception cref="InvalidDataException">It answers something else than a completion.</exception>
    public async Task<IReadOnlyList<GreedyToken>> ContinueAsync(string text, int tokens, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ServingHttp.Address(endpoint, RequestBody.PathOf(RequestApi.Completions)));
        request.Headers.Authorization = ServingHttp.Authorization(endpoint);
        request.Content = ServingHttp.Json(Body(text, tokens));
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Limit);
        try
        {
            using var response = await http.SendAsync(request, bound.Token);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"v1/completions answered {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(bound.Token), cancellationToken: bound.Token);
            return GreedyAnswer.Read(answer.RootElement);
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException("v1/completions answered something else than JSON", unreadable);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException($"v1/completions did not answer within {Limit.TotalMinutes:0} minutes", late);
        }
    }

    private byte[] Body(string text, int tokens)
    {
        var template = new RequestTemplate { Api = RequestApi.Completions, Temperature = 0 };
        return RequestBody.Write(template with { Extra = template.Extra.Add("logprobs", $"{LikelyTokens}") }, endpoint.Model, text, tokens, stream: false);
    }
}
