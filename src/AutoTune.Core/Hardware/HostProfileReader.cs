using System.Globalization;
using System.Runtime.InteropServices;

namespace AutoTune.Hardware;

/// <summary>Reads what this machine has.</summary>
public static class HostProfileReader
{
    public static HostProfile Read() => new(Processor(), Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, [], OperatingSystemName());

    private static string Processor() =>
        Value("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string OperatingSystemName() =>
        Value("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;

    private static string? Value(string file, string key, char separator)
    {
        try
        {
            return File.ReadLines(file)
                .Select(line => line.Split(separator, 2))
                .FirstOrDefault(parts => parts.Length == 2 && string.Equals(parts[0].Trim(), key, StringComparison.Ordinal))?[1].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>One-minute load average; null where the system has none.</summary>
    public static double? LoadAverage()
    {
        try
        {
            return double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
