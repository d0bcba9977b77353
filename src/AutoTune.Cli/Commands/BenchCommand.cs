using System.CommandLine;
using AutoTune.Cli.Composition;

namespace AutoTune.Cli.Commands;

internal static class BenchCommand
{
    private const int DefaultInput = 256;
    private const int DefaultOutput = 128;

    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "Base address of an OpenAI-compatible server, such as http://127.0.0.1:8000." };
        url.Validators.Add(SharedOptions.RefuseOptionLike);
        var rate = new Option<string?>("--rate") { Description = "Requests per second, open loop; several with commas.", HelpName = "R[,R…]" };
        var concurrency = new Option<string?>("--concurrency") { Description = "Requests in flight, closed loop; several with commas.", HelpName = "N[,N…]" };
        var capacity = new Option<bool>("--find-capacity") { Description = "Find the highest rate that meets --slo." };
        var duration = new Option<string>("--duration") { Description = "Judged time of each test.", HelpName = "TIME", DefaultValueFactory = _ => "60s" };
        var model = new Option<string?>("--model") { Description = "Model's name (default: the first that the server lists).", HelpName = "M" };
        var input = SharedOptions.Whole("--input", $"Tokens of the prompt (default: {DefaultInput}).", least: 1);
        var output = SharedOptions.Whole("--output", $"Tokens of the answer (default: {DefaultOutput}).", least: 1);
        var slo = new Option<string?>("--slo") { Description = "Limits, such as ttft=500ms,tpot=40ms,attainment=90%.", HelpName = "LIMITS" };
        var key = new Option<string?>("--api-key-env") { Description = "Environment variable that holds the API key.", HelpName = "VAR" };
        var json = SharedOptions.Json();
        var command = new Command("bench", "Load-test any OpenAI-compatible server.") { url, rate, concurrency, capacity, duration, model, input, output, slo, key, json };
        command.SetAction((parsed, ct) => Bench.RunAsync(
            BenchPlan.Of(new()
            {
                Url = parsed.GetValue(url)!,
                Rates = parsed.GetValue(rate),
                Concurrencies = parsed.GetValue(concurrency),
                FindCapacity = parsed.GetValue(capacity),
                Duration = parsed.GetValue(duration)!,
                Model = parsed.GetValue(model),
                Input = parsed.GetValue(input) ?? DefaultInput,
                Output = parsed.GetValue(output) ?? DefaultOutput,
                Slo = parsed.GetValue(slo),
                ApiKeyVariable = parsed.GetValue(key),
            }),
            parsed.GetValue(json),
            ct));
        return command;
    }
}
