using System.Net;

namespace AutoTune.Tests.Launching;

/// <summary>Answers in place of an engine; null refuses the connection.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    public const string OneToken = """{"choices": [{"message": {"content": "Hi"}}], "usage": {"completion_tokens": 1}}""";

    public (HttpStatusCode Status, string Body)? Health { get; set; } = (HttpStatusCode.OK, "{}");

    public (HttpStatusCode Status, string Body)? Models { get; set; } = (HttpStatusCode.OK, """{"data": [{"id": "tiny"}]}""");

    public (HttpStatusCode Status, string Body)? Smoke { get; set; } = (HttpStatusCode.OK, OneToken);

    public List<string> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        Asked.Add(path + (request.Content is { } content ? " " + await content.ReadAsStringAsync(cancellationToken) : ""));
        var answer = path switch { "/health" => Health, "/v1/models" => Models, _ => Smoke } ?? throw new HttpRequestException("refused");
        return new HttpResponseMessage(answer.Status) { Content = new StringContent(answer.Body) };
    }
}
