using AutoTune.Randomness;
using Xunit;

namespace AutoTune.Tests.Randomness;

public sealed class CounterRandomTests
{
    [Fact]
    public void Numbers_depend_on_seed_ask_and_purpose_alone()
    {
        static ulong First(ulong seed, int ask, string purpose) => new CounterRandom(seed, ask, purpose).Next();
        Assert.Equal(First(1, 2, "breed"), First(1, 2, "breed"));
        ulong[] others = [First(1, 2, "breed"), First(2, 2, "breed"), First(1, 3, "breed"), First(1, 2, "random"), First(2, 1, "breed")];
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Fact]
    public void Uniforms_and_normals_have_their_moments()
    {
        var random = new CounterRandom(3, 0, "test");
        double[] uniforms = [.. Enumerable.Range(0, 20_000).Select(_ => random.Uniform())];
        double[] normals = [.. Enumerable.Range(0, 20_000).Select(_ => random.Normal())];
        Assert.InRange(uniforms.Average(), 0.49, 0.51);
        Assert.InRange(uniforms.Sum(u => (u - 0.5) * (u - 0.5)) / uniforms.Length, 0.081, 0.086);
        Assert.InRange(normals.Average(), -0.03, 0.03);
        Assert.InRange(normals.Sum(z => z * z) / normals.Length, 0.97, 1.03);
    }

    [Fact]
    public void Below_reaches_every_number_about_equally_often()
    {
        var random = new CounterRandom(3, 0, "test");
        var counts = Enumerable.Range(0, 7_000).GroupBy(_ => random.Below(7)).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(Enumerable.Range(0, 7), counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 880, 1120));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0));
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        var shuffled = new CounterRandom(3, 0, "test").Shuffle(Enumerable.Range(0, 50));
        Assert.NotEqual(Enumerable.Range(0, 50), shuffled);
        Assert.Equal(Enumerable.Range(0, 50), shuffled.Order());
    }
}
