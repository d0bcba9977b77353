using System.Globalization;
using System.Text;
using AutoTune.Randomness;

namespace AutoTune.Load;

/// <summary>Writes a prompt of a wanted length that shares no prefix with any other: its first words are its nonce.</summary>
public static class PromptWriter
{
    private const int FewestWords = 2;

    /// <summary>Letters of a nonce: 64 bits.</summary>
    private const string NonceFormat = "x16";

    /// <summary>What the workload shares, then the request's own.</summary>
    public static string Write(PlannedRequest request, PromptCalibration calibration)
    {
        if (request.Text is { } text)
            return $"[{request.TextSeed.ToString(NonceFormat, CultureInfo.InvariantCulture)}] {text}";
        if (request.Shared.Count == 0)
            return Write(request.TextSeed, request.InputTokens, calibration);
        var bare = calibration with { FixedTokens = 0 };
        var parts = request.Shared.Select(block => Write(block.Seed, block.Tokens, bare)).ToList();
        if (request.InputTokens - request.SharedTokens is > 0 and var own)
            parts.Add(Write(request.TextSeed, own, calibration));
        return string.Join(' ', parts);
    }

    /// <param name="textSeed">Another seed, another text.</param>
    /// <param name="tokens">Of the whole prompt as the server counts it, template included; too few for the template gives a short text.</param>
    public static string Write(ulong textSeed, int tokens, PromptCalibration calibration)
    {
        var random = new CounterRandom(textSeed, 0, "words");
        var text = new StringBuilder(tokens * 6);
        var left = tokens - calibration.FixedTokens;
        for (var words = 0; ; words++)
        {
            var word = PickWord(random, Math.Max(left, words < FewestWords ? double.MaxValue : 0), calibration);
            if (word < 0)
                return text.ToString();
            if (words > 0)
                text.Append(' ');
            text.Append(PromptWords.All[word]);
            left -= calibration.TokensOf(word);
        }
    }

    /// <returns>-1 where no word fits what is left.</returns>
    private static int PickWord(CounterRandom random, double left, PromptCalibration calibration)
    {
        var first = random.Below(PromptWords.All.Length);
        for (var step = 0; step < PromptWords.All.Length; step++)
        {
            var word = (first + step) % PromptWords.All.Length;
            if (Fits(calibration.TokensOf(word), left, calibration.Source))
                return word;
        }

        return -1;
    }

    /// <summary>A mean is rounded to the nearest word; exact counts are never exceeded.</summary>
    private static bool Fits(double cost, double left, CalibrationSource source) =>
        cost <= left + (source == CalibrationSource.Tokenizer ? 0 : cost / 2);
}
