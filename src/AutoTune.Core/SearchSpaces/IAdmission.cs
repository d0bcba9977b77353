namespace AutoTune.SearchSpaces;

/// <summary>What is known before a launch: rules and, later, the memory model. What it refuses is never proposed.</summary>
public interface IAdmission
{
    Admission Admit(ServingConfig config);
}

/// <param name="Refusal">Why the configuration is never launched; null where it may be.</param>
/// <param name="Feasibility">Probability that it starts, 0 to 1; 1 where nothing speaks against it.</param>
public readonly record struct Admission(string? Refusal, double Feasibility = 1)
{
    public bool IsAdmitted => Refusal is null;
}
