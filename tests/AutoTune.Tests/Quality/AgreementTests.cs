using System.Text.Json;
using AutoTune.Quality;
using Xunit;

namespace AutoTune.Tests.Quality;

public sealed class AgreementTests
{
    [Fact]
    public void Tokens_count_up_to_the_first_that_differs()
    {
        var agreement = Agreement.Of(Tokens("a", "b", "c", "d"), Tokens("a", "b", "x", "d"));

        Assert.Equal((2, 3, 2.0 / 3), (agreement.Same, agreement.Compared, agreement.Share));
    }

    [Fact]
    public void An_answer_that_ends_early_differs_once()
    {
        Assert.Equal(new(1, 2, null), Agreement.Of(Tokens("a", "b", "c"), Tokens("a")));
        Assert.Equal(new(0, 1, null), Agreement.Of(Tokens("a", "b", "c"), []));
    }

    [Fact]
    public void What_the_other_says_beyond_the_reference_is_not_compared() =>
        Assert.Equal(new(2, 2, null), Agreement.Of(Tokens("a", "b"), Tokens("a", "b", "c")));

    [Fact]
    public void Divergence_is_that_of_the_likely_tokens()
    {
        var reference = new GreedyToken("a", LogProbs(("a", 0.8), ("b", 0.2)));
        var other = new GreedyToken("a", LogProbs(("a", 0.5), ("b", 0.5)));

        // 0.8·ln(0.8/0.5) + 0.2·ln(0.2/0.5)
        Assert.Equal(0.19274, Agreement.Of([reference], [other]).Divergence!.Value, 5);
    }

    [Fact]
    public void A_token_that_the_other_does_not_list_is_as_likely_as_its_least()
    {
        var reference = new GreedyToken("a", LogProbs(("a", 0.9), ("b", 0.1)));
        var other = new GreedyToken("a", LogProbs(("a", 0.9), ("c", 0.05)));

        // 0.9·ln(1) + 0.1·ln(0.1/0.05)
        Assert.Equal(0.06931, Agreement.Of([reference], [other]).Divergence!.Value, 5);
    }

    [Fact]
    public void Parts_are_summed_by_their_tokens()
    {
        var sum = Agreement.Sum([new(9, 10, 0.1), new(0, 1, 1.2), new(5, 5, null)]);

        Assert.Equal((14, 16), (sum.Same, sum.Compared));
        Assert.Equal((0.1 * 10 + 1.2 * 1) / 11, sum.Divergence!.Value, 12);
    }

    [Fact]
    public void A_thousand_equal_tokens_do_not_make_the_next_one_certain()
    {
        var estimate = new Agreement(1000, 1000, null).ToEstimate();

        Assert.Equal(1, estimate.Value);
        Assert.InRange(estimate.StandardError, 0.0005, 0.003);
    }

    [Theory]
    [InlineData("""{"choices":[{"text":" a b","logprobs":{"content":[{"token":" a","logprob":-0.1,"top_logprobs":[{"token":" a","logprob":-0.1},{"token":" c","logprob":-3}]},{"token":" b","logprob":-0.2,"top_logprobs":[]}]}}]}""", 2)]
    [InlineData("""{"choices":[{"text":" a b","logprobs":{"tokens":[" a"," b"],"token_logprobs":[-0.1,-0.2],"top_logprobs":[{" a":-0.1," c":-3},null]}}]}""", 2)]
    [InlineData("""{"choices":[{"text":" a b","logprobs":null}]}""", 0)]
    [InlineData("""{"choices":[{"text":" a b"}]}""", 0)]
    public void Both_shapes_of_log_probabilities_are_read_and_none_is_too(string answer, int likely)
    {
        using var document = JsonDocument.Parse(answer);

        var tokens = GreedyAnswer.Read(document.RootElement);

        Assert.Equal([" a", " b"], tokens.Select(token => token.Text));
        Assert.Equal(likely, tokens[0].LogProbs.Count);
    }

    [Theory]
    [InlineData("""{"error":"no"}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("[]")]
    public void What_is_no_completion_is_an_error(string answer)
    {
        using var document = JsonDocument.Parse(answer);

        Assert.Throws<InvalidDataException>(() => GreedyAnswer.Read(document.RootElement));
    }

    private static GreedyToken[] Tokens(params string[] texts) => [.. texts.Select(text => new GreedyToken(text, new Dictionary<string, double>()))];

    private static Dictionary<string, double> LogProbs(params (string Text, double Probability)[] tokens) =>
        tokens.ToDictionary(token => token.Text, token => Math.Log(token.Probability));
}
