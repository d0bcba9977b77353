using AutoTune.Trials;

namespace AutoTune.Cli.Display;

/// <summary>Progress of a command that measures a launch or two: what is prepared as lines on standard error; of the launch itself nothing, since its probes have lines of their own.</summary>
internal sealed class ErrorLines : IProgress<string>, IProgress<TrialProgress>
{
    public void Report(string value) => Console.Error.WriteLine(value);

    public void Report(TrialProgress value)
    {
        // See above.
    }
}
