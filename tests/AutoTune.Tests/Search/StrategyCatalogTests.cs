using AutoTune.Search;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Search;

public sealed class StrategyCatalogTests
{
    [Fact]
    public void Every_name_finds_its_strategy() => Assert.All(StrategyCatalog.Names, name => Assert.Equal(name, StrategyCatalog.Find(name).Name));

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest_and_all_allowed_ones()
    {
        var error = Assert.Throws<InvalidInputException>(() => StrategyCatalog.Find("nsga3", new SourcePosition("study.yaml", 4, 11)));
        Assert.Equal("study.yaml:4:11: there is no strategy 'nsga3'; did you mean 'nsga2'? allowed: nsga2, random", error.Message);
    }
}
