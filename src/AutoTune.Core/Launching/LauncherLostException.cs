namespace AutoTune.Launching;

/// <summary>A launcher's own ground gave way: every further launch would meet the same, and nothing is said of the configuration.</summary>
public sealed class LauncherLostException(string what, Exception? inner = null) : LaunchException($"The container engine at {what} is gone.", inner)
{
    public static string Advice => "Start it again, then resume: what was recorded is intact.";
}
