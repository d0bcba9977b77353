using AutoTune.Cli.Json;

namespace AutoTune.Cli.Display;

/// <summary>What a machine can tell apart, for people.</summary>
internal static class NoiseText
{
    public static void Write(TextWriter output, NoiseDocument noise)
    {
        output.WriteLine($"{noise.Capacities.Count} launches of one configuration: {string.Join(", ", noise.Capacities.Select(capacity => $"{capacity:0.00}"))} requests/s");
        output.WriteLine($"they differ by {noise.LaunchSd * 100:0.0} % (standard deviation; so few launches leave it between {noise.LaunchSdLow * 100:0.0} and {noise.LaunchSdHigh * 100:0.0} %)");
        output.WriteLine($"a study's finals, three pairs of launches, show a difference of {noise.ThreePairs * 100:0} % in eight of ten cases");
        output.WriteLine("to show a difference of");
        foreach (var one in noise.Detectable)
            output.WriteLine(one.Pairs is { } pairs
                ? $"  {one.Difference * 100,3:0} %   {pairs,3} pairs of launches, {one.Minutes:0} min"
                : $"  {one.Difference * 100,3:0} %   more than hundreds of pairs: not on this machine");
    }
}
