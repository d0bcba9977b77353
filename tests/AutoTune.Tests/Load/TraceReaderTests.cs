using AutoTune.Load.Traces;
using AutoTune.Tests.Provisioning;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class TraceReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("arrival_s,input_tokens,output_tokens\n2.0,30,3\n0.5,10,1\n")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.5000000,10,1\n2023-11-16 18:17:05.0000000,30,3\n")]
    [InlineData("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,10,1,11,Conversation log\n5.2,ChatGPT,10,0,10,Conversation log\n6.5,\"GPT-4, turbo\",30,3,33,API log\n")]
    [InlineData("{\"timestamp\": 500, \"input_length\": 10, \"output_length\": 1, \"hash_ids\": []}\n{\"timestamp\": 2000, \"input_length\": 30, \"output_length\": 3, \"hash_ids\": []}\n")]
    public void Every_publishers_format_gives_the_same_requests(string text)
    {
        var trace = TraceReader.Read(_folder.Write("trace", text));
        Assert.Equal([(0.0, 10, 1), (1.5, 30, 3)], trace.Requests.Select(request => (Math.Round(request.Arrival!.Value, 6), request.InputTokens, request.OutputTokens)));
    }

    [Fact]
    public void The_unit_of_time_can_be_told() =>
        Assert.Equal(1500, TraceReader.Read(_folder.Write("trace", "{\"timestamp\":500,\"input_length\":1,\"output_length\":1}\n{\"timestamp\":2000,\"input_length\":1,\"output_length\":1}\n"), unitSeconds: 1).Requests[1].Arrival);

    [Theory]
    [InlineData("a,b\n1,2\n", "has the columns a, b; expected are those of one of: autotune (arrival_s, input_tokens, output_tokens); azure (")]
    [InlineData("", "has the columns ; expected")]
    [InlineData("arrival_s,input_tokens,output_tokens\n0,1,1\nsoon,1,1\n", "trace:3: 'arrival_s' must be a number or a date with its time, not 'soon'")]
    [InlineData("arrival_s,input_tokens,output_tokens\n0,1,many\n", "trace:2: 'output_tokens' must be a whole number of tokens, not 'many'")]
    [InlineData("arrival_s,input_tokens,output_tokens\n0,1\n", "trace:2: 'output_tokens' must be a whole number of tokens, not ''")]
    [InlineData("arrival_s,input_tokens,output_tokens\n0,1,0\n", "trace has no request with input and output tokens")]
    [InlineData("{\"timestamp\":500,", "trace:1: ")]
    [InlineData("{\"timestamp\":500,\"input_length\":1,\"output_length\":1,\"hash_ids\":[\"a\"]}", "trace:1: 'hash_ids' must be whole numbers")]
    public void A_file_that_is_no_trace_is_one_error_at_its_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TraceReader.Read(_folder.Write("trace", text))).Message, StringComparison.Ordinal);

    [Fact]
    public void ShareGPT_gives_the_first_question_and_the_length_of_its_answer()
    {
        var question = new string('q', 400);
        var answer = new string('a', 200);
        var file = _folder.Write("sharegpt.json", $$"""
            [{"id": "1", "conversations": [{"from": "human", "value": "{{question}}"}, {"from": "gpt", "value": "{{answer}}"}, {"from": "human", "value": "more"}]},
             {"id": "2", "conversations": [{"from": "gpt", "value": "{{answer}}"}, {"from": "human", "value": "{{question}}"}]},
             {"id": "3", "conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "{{answer}}"}]},
             {"id": "4", "conversations": []}]
            """);
        var trace = ShareGptReader.Read(file);
        var only = Assert.Single(trace.Requests);
        Assert.Equal((100, 50, question, false), (only.InputTokens, only.OutputTokens, only.Prompt, trace.HasArrivals));
        Assert.Contains("has no conversation", Assert.Throws<InvalidDataException>(() => ShareGptReader.Read(_folder.Write("no.json", "[{\"a\": 1}]"))).Message, StringComparison.Ordinal);
        Assert.Contains("no.json:1: ", Assert.Throws<InvalidDataException>(() => ShareGptReader.Read(_folder.Write("no.json", "[{"))).Message, StringComparison.Ordinal);
    }
}
