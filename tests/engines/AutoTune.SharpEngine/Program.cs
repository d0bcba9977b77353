using System.CommandLine;
using AutoTune.SharpEngine;

// A second real engine for tests: LLamaSharp's batched executor behind the OpenAI-compatible API.
// Its options have other names than llama-server's on purpose: an engine is data, and roles are what two of them have in common.
var model = new Option<string>("--weights") { Description = "GGUF file.", Required = true };
var host = new Option<string>("--listen") { Description = "Address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
var port = new Option<int>("--serve-on") { Description = "Port to listen on.", DefaultValueFactory = _ => 9000 };
var lanes = new Option<int>("--lanes") { Description = "Requests that are generated at once.", DefaultValueFactory = _ => 2 };
var cores = new Option<int>("--cores") { Description = "Threads of one step; 0 for all.", DefaultValueFactory = _ => 0 };
var step = new Option<int>("--step-tokens") { Description = "Tokens of one step at most.", DefaultValueFactory = _ => 256 };
var cache = new Option<string>("--cache-type") { Description = "Precision of the KV cache: f16, q8_0 or q4_0.", DefaultValueFactory = _ => "f16" };
var context = new Option<int>("--context-per-lane") { Description = "Tokens that a request may have.", DefaultValueFactory = _ => 512 };

var root = new RootCommand("sharp-engine: llama.cpp by way of LLamaSharp, with continuous batching.") { model, host, port, lanes, cores, step, cache, context };
root.SetAction(async (parsed, ct) =>
{
    var settings = new EngineSettings
    {
        Model = parsed.GetValue(model)!,
        Lanes = parsed.GetValue(lanes),
        Threads = parsed.GetValue(cores) is > 0 and var some ? some : Environment.ProcessorCount,
        StepTokens = parsed.GetValue(step),
        CacheType = parsed.GetValue(cache)!,
        ContextPerLane = parsed.GetValue(context),
    };
    using var engine = await Engine.LoadAsync(settings, ct);
    await using var server = Api.Build(engine, parsed.GetValue(host)!, parsed.GetValue(port));
    engine.Start();
    await server.RunAsync(ct);
    return 0;
});
return await root.Parse(args).InvokeAsync();
