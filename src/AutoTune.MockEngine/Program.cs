using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using AutoTune.MockEngine;
using AutoTune.MockEngine.Fakes;

if (args is ["fake", var name, .. var words])
{
    using var over = new ManualResetEventSlim();
    using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; over.Set(); });
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => { context.Cancel = true; over.Set(); });
    return FakeEngine.Run(name, words, over.Wait);
}

var host = new Option<string>("--host") { Description = "Address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
var port = new Option<int>("--port") { Description = "Port; 0 for a free one.", DefaultValueFactory = _ => 8080 };
var threads = new Option<int>("--threads") { Description = "Threads that serve.", DefaultValueFactory = _ => 1 };
var ttft = new Option<double>("--ttft") { Description = "Milliseconds to the first token.", DefaultValueFactory = _ => 100 };
var tpot = new Option<double>("--tpot") { Description = "Milliseconds per further token.", DefaultValueFactory = _ => 20 };
var perChunk = new Option<int>("--tokens-per-chunk") { Description = "Tokens in each delta.", DefaultValueFactory = _ => 1 };
var fault = new Option<string>("--fault") { Description = $"What goes wrong: {string.Join(", ", Enum.GetNames<Fault>())}.", DefaultValueFactory = _ => "None" };
var command = new RootCommand("A fake engine with exact latencies: an OpenAI-compatible server without a model. Requests may ask for others in a member 'mock'.") { host, port, threads, ttft, tpot, perChunk, fault };
command.SetAction(parsed =>
{
    var usual = new Behaviour
    {
        Ttft = TimeSpan.FromMilliseconds(parsed.GetValue(ttft)),
        Tpot = TimeSpan.FromMilliseconds(parsed.GetValue(tpot)),
        TokensPerChunk = Math.Max(1, parsed.GetValue(perChunk)),
        Fault = Enum.Parse<Fault>(parsed.GetValue(fault)!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
    };
    using var ended = new ManualResetEventSlim();
    using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    using var onInt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    using var server = new MockServer(IPAddress.Parse(parsed.GetValue(host)!), parsed.GetValue(port), Math.Max(1, parsed.GetValue(threads)), usual);
    server.Start();
    Console.Out.WriteLine($"listening on http://{server.Address}");
    ended.Wait();
    return 0;

    void End(PosixSignalContext context)
    {
        context.Cancel = true;
        ended.Set();
    }
});
return command.Parse(args).Invoke();
