using System.Text.Json;
using AutoTune.Load;

namespace AutoTune.Cli.Composition;

/// <summary>Asks a server which models it has.</summary>
internal static class ServedModels
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <exception cref="MachineLacksException">It cannot be reached, or lists none; the message says what was answered.</exception>
    public static async Task<string> FirstAsync(Uri server, string? apiKeyVariable, CancellationToken ct)
    {
        using var http = ServingHttp.CreateClient();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "v1/models"));
            request.Headers.Authorization = ServingHttp.Authorization(new(server, "", apiKeyVariable));
            using var answer = await http.SendAsync(request, bound.Token);
            if (!answer.IsSuccessStatusCode)
                throw new MachineLacksException($"{server} answers {(int)answer.StatusCode} {answer.ReasonPhrase} when it is asked for its models{((int)answer.StatusCode == 401 ? "; name the API key's variable with --api-key-env" : "")}");
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(bound.Token));
            return document.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).FirstOrDefault()
                ?? throw new MachineLacksException($"{server} lists no model; name one with --model");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MachineLacksException($"{server} did not answer within {Limit.TotalSeconds:0} s");
        }
        catch (HttpRequestException problem)
        {
            throw new MachineLacksException($"{server} cannot be reached: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MachineLacksException($"{server} answers something else than a list of models when it is asked for v1/models: is it an OpenAI-compatible server?", problem);
        }
    }
}
