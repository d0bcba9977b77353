using AutoTune.Randomness;

namespace AutoTune.Provisioning;

/// <summary>Tokens of the synthetic model: control and byte tokens, characters, syllables, and words of two syllables.</summary>
/// <remarks>
/// A SentencePiece tokenizer joins neighbours only where each intermediate piece exists. Here "▁" + "ka" → "▁ka", "▁ka" + "lo" → "▁kalo",
/// so that a word of the vocabulary is one token in a prompt too.
/// </remarks>
internal sealed class SyntheticVocabulary
{
    public const uint BeginOfText = 1;
    public const uint EndOfText = 2;
    public const uint Unknown = 0;

    private const int Normal = 1;
    private const int UnknownType = 2;
    private const int Control = 3;
    private const int Byte = 6;

    private readonly List<string> _tokens = [];
    private readonly List<float> _scores = [];
    private readonly List<int> _types = [];

    /// <param name="size">At least 700, so that there are words; at most 8,600.</param>
    public SyntheticVocabulary(int size, ulong seed)
    {
        AddFixed();
        var syllables = "bdfghjklmnprstvwyz".SelectMany(_ => "aeiou", (consonant, vowel) => $"{consonant}{vowel}").ToArray();
        foreach (var syllable in syllables)
            Add(syllable, score: -1, Normal);
        foreach (var syllable in syllables)
            Add("▁" + syllable, score: -2, Normal);
        FirstWord = _tokens.Count;
        AddWords(syllables, size - _tokens.Count, seed);
    }

    public IReadOnlyList<string> Tokens => _tokens;

    public IReadOnlyList<float> Scores => _scores;

    public IReadOnlyList<int> Types => _types;

    /// <summary>This token and all after it are words.</summary>
    public int FirstWord { get; }

    private void AddFixed()
    {
        Add("<unk>", score: 0, UnknownType);
        Add("<s>", score: 0, Control);
        Add("</s>", score: 0, Control);
        for (var value = 0; value < 256; value++)
            Add($"<0x{value:X2}>", score: 0, Byte);
        Add("▁", score: -10, Normal);
        for (var c = '!'; c <= '~'; c++)
            Add(c.ToString(), score: -10, Normal);
    }

    private void AddWords(string[] syllables, int count, ulong seed)
    {
        var words = syllables.SelectMany(_ => syllables, (first, second) => $"▁{first}{second}").ToArray();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, words.Length);
        var random = new CounterRandom(seed, 0, "words");
        for (var i = 0; i < count; i++)
        {
            var pick = i + random.Below(words.Length - i);
            (words[i], words[pick]) = (words[pick], words[i]);
            Add(words[i], score: -3, Normal);
        }
    }

    private void Add(string token, float score, int type)
    {
        _tokens.Add(token);
        _scores.Add(score);
        _types.Add(type);
    }
}
