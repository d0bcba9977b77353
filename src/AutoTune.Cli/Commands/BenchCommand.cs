using System.CommandLine;
using AutoTune.Cli.Composition;

namespace AutoTune.Cli.Commands;

internal static class BenchCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "Base address of an OpenAI-compatible server, such as http://127.0.0.1:8000." };
        url.Validators.Add(SharedOptions.RefuseOptionLike);
        var rate = new Option<string?>("--rate") { Description = "Requests per second, open loop; several with commas.", HelpName = "R[,R…]" };
        var concurrency = new Option<string?>("--concurrency") { Description = "Requests in flight, closed loop; several with commas.", HelpName = "N[,N…]" };
        var capacity = new Option<bool>("--find-capacity") { Description = "Find the highest rate that meets --slo." };
        var duration = new Option<string>("--duration") { Description = "Judged time of each test.", HelpName = "TIME", DefaultValueFactory = _ => "60s" };
        var model = new Option<string?>("--model") { Description = "Model's name (default: the first that the server lists).", HelpName = "M" };
        var input = SharedOptions.Whole("--input", "Tokens of the prompt (default: 256).", least: 1);
        var output = SharedOptions.Whole("--output", "Tokens of the answer (default: 128).", least: 1);
        var prefix = new Option<string?>("--prefix") { Description = "Prompts begin alike: GROUPSxTOKENS, such as 8x512, in front of --input.", HelpName = "GxN" };
        var turns = SharedOptions.Whole("--turns", "Requests of a conversation, each with all that was said before; --input is the length of each message.", least: 1);
        var think = new Option<string?>("--think") { Description = "Mean time between a reply and the next turn (default: 5s).", HelpName = "TIME" };
        var trace = new Option<string?>("--trace") { Description = "Send the requests of a trace (Azure, BurstGPT, Mooncake, or arrival_s,input_tokens,output_tokens), scaled to the rate.", HelpName = "FILE" };
        var sharegpt = new Option<string?>("--sharegpt") { Description = "Send the first questions of ShareGPT's JSON.", HelpName = "FILE" };
        var arrivals = new Option<string?>("--arrivals") { Description = "poisson, constant, gamma:BURSTINESS, or replay (of a trace).", HelpName = "PROCESS" };
        var ramp = new Option<string?>("--ramp-to") { Description = "The rate goes evenly from --rate to this one.", HelpName = "R" };
        var api = new Option<string?>("--api") { Description = "chat or completions (default: chat).", HelpName = "API" };
        var slo = new Option<string?>("--slo") { Description = "Limits: ttft=500ms,tpot=40ms,attainment=90% (all at once), percentile=99% (each by itself), or a preset such as mlperf-llama3.1-8b.", HelpName = "LIMITS" };
        var key = new Option<string?>("--api-key-env") { Description = "Environment variable that holds the API key.", HelpName = "VAR" };
        var page = new Option<string?>("--html") { Description = "Write the tests as a page, with the front of tokens/s per user against tokens/s.", HelpName = "FILE" };
        var json = SharedOptions.Json();
        var command = new Command("bench", "Load-test any OpenAI-compatible server.") { url, rate, concurrency, capacity, duration, model, input, output, prefix, turns, think, trace, sharegpt, arrivals, ramp, api, slo, key, page, json };
        command.SetAction((parsed, ct) => Bench.RunAsync(
            BenchPlan.Of(new()
            {
                Url = parsed.GetValue(url)!,
                Rates = parsed.GetValue(rate),
                Concurrencies = parsed.GetValue(concurrency),
                FindCapacity = parsed.GetValue(capacity),
                Duration = parsed.GetValue(duration)!,
                Model = parsed.GetValue(model),
                Input = parsed.GetValue(input),
                Output = parsed.GetValue(output),
                Prefix = parsed.GetValue(prefix),
                Turns = parsed.GetValue(turns),
                Think = parsed.GetValue(think),
                Trace = parsed.GetValue(trace),
                ShareGpt = parsed.GetValue(sharegpt),
                Arrivals = parsed.GetValue(arrivals),
                RampTo = parsed.GetValue(ramp),
                Api = parsed.GetValue(api),
                Slo = parsed.GetValue(slo),
                ApiKeyVariable = parsed.GetValue(key),
                Page = parsed.GetValue(page),
            }),
            parsed.GetValue(json),
            ct));
        return command;
    }
}
