using AutoTune.Reports;
using Xunit;

namespace AutoTune.Tests.Reports;

public sealed class ParameterEffectsTests
{
    [Fact]
    public void What_decides_comes_first_and_its_effect_is_told_best_value_first()
    {
        var effects = ParameterEffects.Of(Study(trials: 12, value: i => i % 2 == 0 ? 10 + i * 0.01 : 5 + i * 0.01));
        Assert.Equal("engine_mode", effects[0].Name);
        Assert.InRange(effects[0].Importance!.Value, 0.99, 1);
        Assert.InRange(effects[0].ImportanceByChance!.Value, 0.2, 0.9);
        Assert.Equal("fast: median 10 req/s over 6 trials; slow: 5.06 over 6.", effects[0].Effect!.Replace("10.1", "10", StringComparison.Ordinal));
        Assert.InRange(effects[1].Importance!.Value, 0, 0.2);
    }

    [Fact]
    public void Too_few_trials_give_words_and_no_importance()
    {
        var effect = ParameterEffects.Of(Study(trials: 4, value: i => i)).First(p => p.Name == "engine_mode");
        Assert.Null(effect.Importance);
        Assert.NotNull(effect.Effect);
    }

    [Fact]
    public void Trials_without_variation_give_no_importance() =>
        Assert.All(ParameterEffects.Of(Study(trials: 12, value: _ => 7)), effect => Assert.Null(effect.Importance));

    [Fact]
    public void A_number_with_many_values_is_told_in_three_groups()
    {
        var effect = ParameterEffects.Of(Study(trials: 12, value: i => i)).First(p => p.Name == "level");
        Assert.Equal("8–11: median 9.5 req/s over 4 trials; 4–7: 5.5 over 4; 0–3: 1.5 over 4.", effect.Effect);
    }

    private static StudyReport Study(int trials, Func<int, double> value) => SampleReport.Replaced() with
    {
        Parameters =
        [
            new ParameterSection { Name = "level", Kind = ParameterKind.Integer, LogScale = false },
            new ParameterSection { Name = "engine_mode", Kind = ParameterKind.Categorical, LogScale = false },
        ],
        Trials = [.. Enumerable.Range(0, trials).Select(number => SampleReport.Replaced().Trials[0] with
        {
            Number = number,
            Config = new Dictionary<string, SettingValue> { ["level"] = number, ["engine_mode"] = number % 2 == 0 ? "fast" : "slow" },
            Metrics = new Dictionary<string, Metric> { ["capacity"] = new(value(number), Low: null, High: null, 1) },
        })],
    };
}
