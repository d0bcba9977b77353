using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AutoTune.Launching;

/// <summary>Reads a unit's pipe to its end: splits lines, hides secrets, writes the file, tells the readers.</summary>
internal sealed class OutputReader(string unit, LogFile file, LaunchLog log, IReadOnlyList<string> secrets, TimeProvider time)
{
    private const int LongestLine = 16 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    /// <summary>Blocks until everybody who holds the other end is gone.</summary>
    public void ReadToEnd(SafeFileHandle pipe)
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        var bytes = new byte[64 * 1024];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        for (int read; (read = stream.Read(bytes)) > 0;)
        {
            Accept(characters.AsSpan(0, _decoder.GetChars(bytes, 0, read, characters, 0)));
            file.Flush();
        }
        if (_line.Length > 0)
            EndLine();
        file.Dispose();
    }

    private void Accept(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character == '\n' || _line.Length >= LongestLine)
                EndLine();
            if (character != '\n')
                _line.Append(character);
        }
    }

    private void EndLine()
    {
        var text = secrets.Aggregate(_line.ToString().TrimEnd('\r'), (line, secret) => line.Replace(secret, "***"));
        _line.Clear();
        file.Write(text);
        log.Append(new LogLine(unit, time.GetUtcNow(), text));
    }
}
