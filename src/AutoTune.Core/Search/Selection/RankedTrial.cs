namespace AutoTune.Search.Selection;

/// <summary>A trial with its place in the order that selection uses.</summary>
/// <param name="Front">0 for the best front; every infeasible trial comes after every feasible one, crashes come last.</param>
/// <param name="Crowding">Within the front; larger is better.</param>
public sealed record RankedTrial(ViewedTrial Trial, int Front, double Crowding);
