using System.Text;

namespace AutoTune.Launching;

/// <summary>A unit's output, from bytes to lines: hides secrets, writes the file, tells the readers. Not for several threads at once.</summary>
internal sealed class UnitOutput(string unit, LogFile file, LaunchLog log, IReadOnlyList<string> secrets, TimeProvider time) : IDisposable
{
    private const int LongestLine = 16 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _characters = [];

    public void Accept(ReadOnlySpan<byte> bytes)
    {
        if (_characters.Length < Encoding.UTF8.GetMaxCharCount(bytes.Length))
            _characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var character in _characters.AsSpan(0, _decoder.GetChars(bytes, _characters, flush: false)))
        {
            if (character == '\n' || _line.Length >= LongestLine)
                EndLine();
            if (character != '\n')
                _line.Append(character);
        }
        file.Flush();
    }

    /// <summary>A last line without its end counts.</summary>
    public void Dispose()
    {
        if (_line.Length > 0)
            EndLine();
        file.Dispose();
    }

    private void EndLine()
    {
        var text = SecretVariables.Blot(_line.ToString().TrimEnd('\r'), secrets);
        _line.Clear();
        file.Write(text);
        log.Append(new LogLine(unit, time.GetUtcNow(), text));
    }
}
