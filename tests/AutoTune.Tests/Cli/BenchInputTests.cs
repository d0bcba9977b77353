using AutoTune.Cli.Composition;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Cli;

public sealed class BenchInputTests
{
    [Fact]
    public void What_was_typed_becomes_a_plan()
    {
        var plan = BenchPlan.Of(Typed() with { Rates = "1, 2.5", Slo = "ttft=500ms,tpot=40ms,attainment=95%" });

        Assert.Equal([1, 2.5], plan.Rates);
        Assert.Equal(TimeSpan.FromMilliseconds(500), plan.Slo.Ttft);
        Assert.Equal(0.95, plan.Slo.Attainment);
        Assert.Equal(TimeSpan.FromSeconds(60), plan.Probe.Window);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000/")]
    [InlineData("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000/")]
    [InlineData("https://models.example/team/v1", "https://models.example/team/")]
    public void An_address_may_end_in_v1(string typed, string expected) =>
        Assert.Equal(expected, BenchPlan.Of(Typed() with { Url = typed, Rates = "1" }).Address.AbsoluteUri);

    [Theory]
    [InlineData("--rate", "0", "--rate must be numbers above zero, with commas between them, not '0'")]
    [InlineData("--rate", "1;2", "--rate must be numbers above zero, with commas between them, not '1;2'")]
    [InlineData("--concurrency", "2.5", "--concurrency must be whole numbers above zero, with commas between them, not '2.5'")]
    [InlineData("--duration", "60", "--duration must be a time with its unit above zero, such as 60s")]
    [InlineData("--duration", "0s", "--duration must be a time with its unit above zero, such as 60s")]
    [InlineData("--duration", "48h", "--duration is from 1s to 24h")]
    [InlineData("--duration", "20ms", "--duration is from 1s to 24h")]
    [InlineData("--rate", "0.001", "0.001 requests/s for 60 s is not one request")]
    [InlineData("--rate", "1e308", "--rate must be numbers above zero")]
    [InlineData("--model", " ", "--model is empty; leave it out for the first model that the server lists")]
    [InlineData("--rate", "20000", "20000 requests/s for 66 s is more than a test can plan with prompts of 256 tokens; the highest rate is 5918.56")]
    [InlineData("--rate", "1e9", "1000000000 requests/s for 66 s is more than a test can plan")]
    [InlineData("--rate", "nan", "--rate must be numbers above zero")]
    [InlineData("--concurrency", "20001", "--concurrency is at most ")]
    [InlineData("--slo", "attainment=95%", "--slo gives the share of requests but no limit: add ttft=, tpot= or e2e=")]
    [InlineData("--slo", "", "--slo is made of ttft=, tpot=, e2e= (times above zero, with their unit) and attainment= or percentile= (a share between 0% and 100%), or is a preset (mlperf-…), not ''")]
    [InlineData("--slo", "ttft=1s,ttft=2s", "--slo gives 'ttft' twice")]
    [InlineData("--slo", "ttft=1s,tpot=0.5ms", "--slo: 'tpot' is 0.5ms; a load client tells nothing apart below 1 ms")]
    [InlineData("--slo", "ttft=0ms", "not 'ttft=0ms'")]
    [InlineData("--slo", "ttfs=1s", "--slo is made of ttft=, tpot=, e2e= (times above zero, with their unit) and attainment= or percentile= (a share between 0% and 100%), or is a preset (mlperf-…), not 'ttfs=1s'")]
    [InlineData("--slo", "attainment=100%", "not 'attainment=100%'")]
    [InlineData("--slo", "mlperf-llama3.1-9b", "--slo: there is no preset 'mlperf-llama3.1-9b'; there are mlperf-deepseek-r1, ")]
    [InlineData("--slo", "mlperf-llama3.1-8b,ttft=500ms", "--slo: the preset 'mlperf-llama3.1-8b' stands alone")]
    [InlineData("--slo", "ttft=1s,attainment=90%,percentile=99%", "--slo gives attainment (all limits at once) and percentile (each by itself); give one")]
    [InlineData("--think", "1s", "--think is between the turns of conversations: give --turns, too")]
    [InlineData("--html", "/", "--html is a file to write, in a folder that is there, not '/'")]
    [InlineData("--html", "/no/such/folder/page.html", "--html is a file to write, in a folder that is there, not '/no/such/folder/page.html'")]
    [InlineData("--input", "20000000", "--input and --output are at most 10000000 tokens")]
    [InlineData("--arrivals", "gamma:0", "--arrivals is poisson, constant, gamma:BURSTINESS (0.01 to 100; below 1 in bursts) or, of a trace with times, replay; not 'gamma:0'")]
    [InlineData("--arrivals", "replay", "not 'replay'")]
    [InlineData("--prefix", "8", "--prefix is GROUPSxTOKENS, such as 8x512, not '8'")]
    [InlineData("--ramp-to", "0", "--ramp-to must be a number above zero")]
    [InlineData("--api", "responses", "--api is chat or completions, not 'responses'")]
    [InlineData("--trace", "gone.csv", "--trace: there is no file gone.csv")]
    [InlineData("--sharegpt", "gone.json", "lengths and prefixes come from --sharegpt: leave out --input, --output, --prefix and --turns")]
    [InlineData("--api-key-env", "AUTOTUNE_TEST_NO_SUCH_VARIABLE", "the environment variable AUTOTUNE_TEST_NO_SUCH_VARIABLE, which --api-key-env names, is not set")]
    [InlineData("URL", "localhost:8000", "'localhost:8000' is no address of a server; it begins with http:// or https://")]
    [InlineData("ways", "none", "bench needs one of --rate, --concurrency and --find-capacity")]
    [InlineData("ways", "two", "--rate, --concurrency and --find-capacity are three ways to load a server; give one of them")]
    [InlineData("ways", "arrivals", "--arrivals is for --rate and --find-capacity: with --concurrency each request follows the end of another")]
    [InlineData("ways", "capacity", "--find-capacity needs --slo: capacity is the highest rate that meets it")]
    public void A_wrong_option_is_named_with_what_is_allowed(string option, string value, string message)
    {
        var good = Typed() with { Rates = "1" };
        var typed = option switch
        {
            "--rate" => good with { Rates = value },
            "--concurrency" => good with { Rates = null, Concurrencies = value },
            "--think" => good with { Think = value },
            "--html" => good with { Page = value },
            "--model" => good with { Model = value },
            "--duration" => good with { Duration = value },
            "--slo" => good with { Slo = value },
            "--input" => good with { Input = int.Parse(value) },
            "--arrivals" => good with { Arrivals = value },
            "--prefix" => good with { Prefix = value },
            "--ramp-to" => good with { RampTo = value },
            "--api" => good with { Api = value },
            "--trace" => good with { Trace = value, Input = null, Output = null },
            "--sharegpt" => good with { ShareGpt = value },
            "--api-key-env" => good with { ApiKeyVariable = value },
            "URL" => good with { Url = value },
            _ => value switch
            {
                "none" => good with { Rates = null },
                "two" => good with { Concurrencies = "2" },
                "arrivals" => good with { Rates = null, Concurrencies = "2", Arrivals = "constant" },
                _ => good with { Rates = null, FindCapacity = true },
            },
        };

        var refused = Assert.Throws<InvalidInputException>(() => BenchPlan.Of(typed));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refused = Assert.Throws<InvalidInputException>(() => BenchPlan.Of(Typed() with { Rates = "x", Duration = "soon", Slo = "tpot" }));

        Assert.Contains("--rate", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--duration", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--slo", refused.Message, StringComparison.Ordinal);
    }

    private static BenchOptions Typed() => new() { Url = "http://127.0.0.1:8000", Duration = "60s", Input = 256, Output = 128 };
}
