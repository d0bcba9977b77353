namespace AutoTune.Engines;

/// <summary>How much a matching line proves. The earliest line of the greatest strength is the cause.</summary>
public enum PatternStrength
{
    /// <summary>Printed after the cause, whatever it was.</summary>
    Wrapper,

    /// <summary>Often survived (retried, or followed by a clearer line): the cause only where no other line is.</summary>
    Weak,

    Cause,
}
