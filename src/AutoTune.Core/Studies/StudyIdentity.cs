using System.Security.Cryptography;
using System.Text;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>What makes a study the same one: everything but its budget and its name.</summary>
public static class StudyIdentity
{
    /// <returns>SHA-256, lower-case hexadecimal, of the file's content (order of keys, comments and layout do not matter) and of what options changed.</returns>
    public static string Of(Study study)
    {
        var text = new StringBuilder();
        if (YamlReader.Read(study.SourceText, study.SourceFile, new Diagnostics()) is YamlValue.Mapping root)
            foreach (var entry in Sorted(root))
                if (entry.Key is not ("budget" or "study" or "seed" or "strategy" or "launcher"))
                    Append(text.Append(entry.Key).Append('='), entry.Value);
        text.Append(";seed=").Append(study.Seed).Append(";strategy=").Append(study.Strategy);
        if (study.Evaluation is EvaluationMode.Served served)
            text.Append(";launcher=").Append(served.Launcher);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>For messages: the keys in which a study's text differs from an earlier one.</summary>
    public static string Difference(string earlier, Study study)
    {
        var (before, now) = (Keys(earlier, study.SourceFile), Keys(study.SourceText, study.SourceFile));
        var keys = before.Keys.Union(now.Keys).Where(key => key is not ("budget" or "study") && before.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.Ordinal).ToArray();
        return keys.Length > 0 ? string.Join(", ", keys) : "seed, strategy or launcher, as options gave them";
    }

    private static Dictionary<string, string> Keys(string text, string file) => YamlReader.Read(text, file, new Diagnostics()) is YamlValue.Mapping root
        ? root.Entries.ToDictionary(entry => entry.Key, entry => Written(entry.Value))
        : [];

    private static string Written(YamlValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, YamlValue value)
    {
        switch (value)
        {
            case YamlValue.Scalar scalar:
                text.Append(scalar.Text.Length).Append(':').Append(scalar.Text);
                break;
            case YamlValue.Sequence sequence:
                text.Append('[');
                foreach (var item in sequence.Items)
                    Append(text, item);
                text.Append(']');
                break;
            case YamlValue.Mapping mapping:
                text.Append('{');
                foreach (var entry in Sorted(mapping))
                    Append(text.Append(entry.Key).Append('='), entry.Value);
                text.Append('}');
                break;
        }
    }

    private static IOrderedEnumerable<YamlEntry> Sorted(YamlValue.Mapping mapping) => mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal);
}
