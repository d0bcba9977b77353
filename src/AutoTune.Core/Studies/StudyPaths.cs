namespace AutoTune.Studies;

/// <summary>Names and paths in a study file.</summary>
public static class StudyPaths
{
    /// <summary>A value with a slash or a file's ending is a path, relative to the study file; anything else is a built-in name.</summary>
    public static bool IsPath(string value) =>
        value.Contains('/') || value.EndsWith(".yaml", StringComparison.Ordinal) || value.EndsWith(".yml", StringComparison.Ordinal);

    public static string Resolve(string path, string studyFile) => Path.GetFullPath(path, FolderOf(studyFile));

    public static string FolderOf(string studyFile) => Path.GetDirectoryName(Path.GetFullPath(studyFile)) ?? Directory.GetCurrentDirectory();

    /// <summary>Whether a study may have this name, which is a folder too.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name[0] is not ('.' or '-') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
