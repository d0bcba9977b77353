namespace AutoTune.Search;

/// <summary>Proposes what to try next; pure in (study, trials so far, ask number, seed), so resuming needs no replay.</summary>
public interface IStrategy
{
    string Name { get; }

    Proposal Propose(StudyView study, int askNumber, CancellationToken ct);
}
