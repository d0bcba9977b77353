using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Splits a text into words by quotes and blanks alone, as Compose does with a <c>command</c> text: nothing else has a meaning.</summary>
internal static class ShellWords
{
    public static IReadOnlyList<string> Split(string text, SourcePosition position)
    {
        var words = new List<string>();
        var cursor = new TextCursor(text, position);
        while (true)
        {
            cursor.TakeWhile(char.IsWhiteSpace);
            if (cursor.AtEnd)
                return words;
            words.Add(Word(cursor, position));
        }
    }

    private static string Word(TextCursor cursor, SourcePosition position)
    {
        var word = new System.Text.StringBuilder();
        while (!cursor.AtEnd && !char.IsWhiteSpace(cursor.Current))
        {
            var c = cursor.Next();
            if (c is '\'' or '"')
                Quoted(cursor, c, word, position);
            else if (c == '\\' && !cursor.AtEnd)
                word.Append(cursor.Next());
            else
                word.Append(c);
        }

        return word.ToString();
    }

    private static void Quoted(TextCursor cursor, char quote, System.Text.StringBuilder word, SourcePosition position)
    {
        while (cursor.Current != quote)
        {
            if (cursor.AtEnd)
                throw new InvalidInputException($"cannot be read back: the closing {quote} is missing.", position);
            var c = cursor.Next();
            if (quote == '"' && c == '\\' && cursor.Current is ('"' or '\\'))
                c = cursor.Next();
            word.Append(c);
        }

        cursor.Next();
    }
}
