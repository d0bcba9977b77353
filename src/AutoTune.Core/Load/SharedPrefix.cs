namespace AutoTune.Load;

/// <summary>Prompts that begin alike: system prompts, few-shot examples, or documents that many ask about.</summary>
/// <param name="Groups">How many different beginnings there are.</param>
/// <param name="Tokens">Of each, in front of the prompt's own.</param>
/// <param name="Zipf">Exponent of their popularity; 0: all alike.</param>
public sealed record SharedPrefix(int Groups, int Tokens, double Zipf)
{
    /// <param name="u">In (0, 1).</param>
    /// <returns>0 for the most popular, to <see cref="Groups"/> − 1.</returns>
    public int GroupAt(double u)
    {
        var total = Enumerable.Range(1, Groups).Sum(Weight);
        var sum = 0.0;
        for (var group = 0; group < Groups - 1; group++)
        {
            sum += Weight(group + 1);
            if (u * total < sum)
                return group;
        }
        return Groups - 1;
    }

    private double Weight(int rank) => Math.Pow(rank, -Zipf);
}
