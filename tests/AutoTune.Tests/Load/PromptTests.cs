using System.Text;
using System.Text.Json;
using AutoTune.Load;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class PromptTests
{
    [Fact]
    public void An_exact_calibration_gives_the_exact_length() =>
        Gen.Select(Gen.ULong, Gen.Int[20, 400]).Sample((seed, tokens) =>
        {
            var calibration = new PromptCalibration(11, PromptWords.List.Select(word => word.Length > 4 ? 2.0 : 1.0).ToArray(), CalibrationSource.Tokenizer);
            var words = PromptWriter.Write(seed, tokens, calibration).Split(' ');
            return words.Sum(word => word.Length > 4 ? 2 : 1) == tokens - 11;
        });

    [Fact]
    public void A_mean_calibration_gives_the_nearest_number_of_words()
    {
        var calibration = new PromptCalibration(10, [1.5], CalibrationSource.Usage);
        Assert.Equal(60, PromptWriter.Write(1, 100, calibration).Split(' ').Length);
    }

    [Fact]
    public void A_thousand_prompts_share_no_beginning()
    {
        var beginnings = Enumerable.Range(0, 1000).Select(i => string.Join(' ', PromptWriter.Write((ulong)i, 40, PromptCalibration.Assumed).Split(' ').Take(6)));
        Assert.Equal(1000, beginnings.Distinct().Count());
    }

    [Fact]
    public void Words_are_ordinary_and_all_different()
    {
        Assert.All(PromptWords.List, word => Assert.True(word.All(char.IsAsciiLetterLower)));
        Assert.Equal(PromptWords.List.Count, PromptWords.List.Distinct().Count());
    }

    [Fact]
    public void A_tokenizers_pieces_are_dealt_out_to_the_words_they_spell()
    {
        var pieces = PromptWords.List.SelectMany(word => word.Length > 3 ? new[] { " " + word[..2], word[2..] } : [" " + word]);
        var answer = JsonSerializer.SerializeToElement(new { tokens = pieces.Select((piece, id) => new { id, piece }) });
        Assert.Equal(PromptWords.List.Select(word => word.Length > 3 ? 2.0 : 1.0), PromptCalibrator.TokensByWord(answer));
    }

    [Fact]
    public async Task Without_a_tokenizer_requests_show_the_tokens_of_a_word_and_of_the_template()
    {
        await using var server = new ScriptedServer(async (stream, request, ct) =>
        {
            var words = request.Contains("/tokenize", StringComparison.Ordinal) ? 0 : request[request.IndexOf("\"content\":\"", StringComparison.Ordinal)..].Split('}')[0].Split(' ').Length;
            var body = $$$"""{"usage":{"prompt_tokens":{{{12 + 2 * words}}}}}""";
            var head = words == 0 ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK";
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), ct);
        });
        using var calibrator = new PromptCalibrator();
        var calibration = await calibrator.CalibrateAsync(new(server.Address, "m"), new(), TestContext.Current.CancellationToken);
        Assert.Equal((12.0, 2.0, CalibrationSource.Usage), (calibration.FixedTokens, calibration.TokensOf(5), calibration.Source));
    }

    [Fact]
    public async Task Words_that_cost_more_than_others_are_not_taken_for_the_template()
    {
        await using var server = new ScriptedServer(async (stream, request, ct) =>
        {
            string[] words = request.Contains("/tokenize", StringComparison.Ordinal) ? [] : request[request.IndexOf("\"content\":\"", StringComparison.Ordinal)..].Split('"')[3].Split(' ');
            var body = $$$"""{"usage":{"prompt_tokens":{{{4 + words.Sum(word => word.Length)}}}}}""";
            var head = words.Length == 0 ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK";
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), ct);
        });
        using var calibrator = new PromptCalibrator();
        Assert.Equal(4, (await calibrator.CalibrateAsync(new(server.Address, "m"), new(), TestContext.Current.CancellationToken)).FixedTokens);
    }

    [Fact]
    public async Task A_prompt_that_does_not_fit_the_context_is_followed_by_a_shorter_one()
    {
        await using var server = new ScriptedServer(async (stream, request, ct) =>
        {
            var words = request.Contains("/tokenize", StringComparison.Ordinal) ? 0 : request[request.IndexOf("\"content\":\"", StringComparison.Ordinal)..].Split('}')[0].Split(' ').Length;
            var body = $$$"""{"usage":{"prompt_tokens":{{{2 * words}}}}}""";
            var head = words switch { 0 => "HTTP/1.1 404 Not Found", > 50 => "HTTP/1.1 400 Bad Request", _ => "HTTP/1.1 200 OK" };
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), ct);
        });
        using var calibrator = new PromptCalibrator();
        var calibration = await calibrator.CalibrateAsync(new(server.Address, "m"), new(), TestContext.Current.CancellationToken);
        Assert.Equal((2.0, CalibrationSource.Usage), (calibration.TokensOf(5), calibration.Source));
    }
}
