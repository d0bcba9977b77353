using System.Text;

namespace AutoTune.Evaluation;

/// <summary>The end of an engine's log, for the report.</summary>
internal static class LogTail
{
    private const int Bytes = 6000;

    public static string? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(-Math.Min(Bytes, file.Length), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var text = reader.ReadToEnd();
            var firstWhole = file.Length > Bytes ? text.IndexOf('\n') + 1 : 0;
            return text[firstWhole..].TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
