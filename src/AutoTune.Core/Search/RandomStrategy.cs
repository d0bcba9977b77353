namespace AutoTune.Search;

/// <summary>Starting points, then uniform draws: what every other strategy has to beat.</summary>
public sealed class RandomStrategy : IStrategy
{
    public string Name => "random";

    public Proposal Propose(StudyView study, int askNumber, CancellationToken ct)
    {
        var untried = new UntriedConfigs(study);
        return StartingPoints.Next(study, untried) ?? untried.Sample(new(study.Seed, askNumber, "random"));
    }
}
