using System.CommandLine;
using System.Globalization;
using AutoTune.Benchmarks;

var output = new Option<string?>("--output") { Description = "Where the table is written as JSON." };

var rates = new Option<string>("--chunks") { Description = "Chunks/s to try, with commas.", DefaultValueFactory = _ => "10000,20000,40000,80000,120000,150000,180000" };
var seconds = new Option<int>("--seconds") { Description = "Judged window of each run.", DefaultValueFactory = _ => 10 };
var only = new Option<string>("--client") { Description = "sockets, http or both.", DefaultValueFactory = _ => "both" };
var clients = new Command("clients", "How many chunks per second a load client reads right, against the exact server.") { rates, seconds, only, output };
clients.SetAction((parsed, ct) => ClientBenchmark.RunAsync(
    [.. parsed.GetValue(rates)!.Split(',').Select(int.Parse)], TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(only)!, parsed.GetValue(output), ct));

var counts = new Option<string>("--streams") { Description = "Streams at once, with commas.", DefaultValueFactory = _ => "1000,5000" };
var length = new Option<int>("--length") { Description = "Seconds that a stream lasts.", DefaultValueFactory = _ => 60 };
var many = new Command("streams", "Many streams at once: added latency of each chunk, memory, allocations, pauses.") { counts, length, only, output };
many.SetAction((parsed, ct) => StreamsBenchmark.RunAsync(
    [.. parsed.GetValue(counts)!.Split(',').Select(int.Parse)], TimeSpan.FromSeconds(parsed.GetValue(length)), parsed.GetValue(only)!, parsed.GetValue(output), ct));

var quiet = new Option<int>("--quiet") { Description = "Probes of 10 s without a fault.", DefaultValueFactory = _ => 20 };
var disturbed = new Option<int>("--disturbed") { Description = "Probes of 10 s with each fault.", DefaultValueFactory = _ => 5 };
var faults = new Command("faults", "Faults on the client: every probe that it reads wrong has to be invalid, and no other one.") { quiet, disturbed, only, output };
faults.SetAction((parsed, ct) => FaultsBenchmark.RunAsync(parsed.GetValue(quiet), parsed.GetValue(disturbed), parsed.GetValue(only)!, parsed.GetValue(output), ct));

var runs = new Option<int>("--runs") { Description = "Searches of each method in each case.", DefaultValueFactory = _ => 500 };
var cases = new Option<string>("--cases") { Description = "Names with commas; all where empty.", DefaultValueFactory = _ => "" };
var tolerances = new Option<string>("--tolerances") { Description = "Of the searches, with commas.", DefaultValueFactory = _ => "0.12,0.08,0.04" };
var plain = new Option<string>("--plain") { Description = "Requests a step of plain bisection, with commas.", DefaultValueFactory = _ => "100,300,1000,3000" };
var sweeps = new Option<string>("--sweep") { Description = "Requests a step of a rate sweep, with commas.", DefaultValueFactory = _ => "100,300,1000" };
var capacity = new Command("capacity", "Error, coverage and engine-seconds of the capacity searches, on simulated queues in virtual time.") { runs, cases, tolerances, plain, sweeps, output };
capacity.SetAction((parsed, ct) => CapacityBenchmark.RunAsync(
    parsed.GetValue(runs),
    parsed.GetValue(cases)!.Split(',', StringSplitOptions.RemoveEmptyEntries),
    [.. parsed.GetValue(tolerances)!.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))],
    [.. parsed.GetValue(plain)!.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)],
    [.. parsed.GetValue(sweeps)!.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)],
    parsed.GetValue(output),
    ct));

var curves = new Command("curves", "How attainment falls with the rate on the simulated queues, and how much windows differ.") { cases };
curves.SetAction(parsed => CapacityBenchmark.Curves(parsed.GetValue(cases)!.Split(',', StringSplitOptions.RemoveEmptyEntries)));

var streams = new Option<int>("--streams") { Description = "Mutated streams.", DefaultValueFactory = _ => 1_000_000 };
var fuzz = new Command("fuzz", "The fast stream reader against a slow one, on mutated streams.") { streams };
fuzz.SetAction(parsed => Fuzz.Run(parsed.GetValue(streams)));

var studies = new Option<int>("--studies") { Description = "Studies of each machine and gain.", DefaultValueFactory = _ => 1000 };
var verdicts = new Command("verdicts", "Whole studies in virtual time: false winners, and true gains found.") { studies, output };
verdicts.SetAction((parsed, ct) => VerdictBenchmark.RunAsync(parsed.GetValue(studies), parsed.GetValue(output), ct));

var races = new Command("races", "How many candidates racing stops that would have won, and what it saves.") { runs, cases };
races.SetAction((parsed, ct) => RaceBenchmark.RunAsync(parsed.GetValue(runs), parsed.GetValue(cases)!.Split(',', StringSplitOptions.RemoveEmptyEntries), ct));

var address = new Argument<string>("URL") { Description = "A running llama-server." };
var truth = new Command("truth", "The client's TTFT and TPOT against llama.cpp's own timings of the same requests.") { address, seconds, only };
truth.SetAction((parsed, ct) => TruthBenchmark.RunAsync(new(parsed.GetValue(address)!), "m", TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(only)!, ct));

var logs = new Option<string>("--cases") { Description = "Logged caches.", DefaultValueFactory = _ => "results/benchmarks/memory/cases.yaml" };
var memory = new Command("memory", "The static memory model against KV caches that engines logged.") { logs };
memory.SetAction(parsed => MemoryBenchmark.Run(parsed.GetValue(logs)!));

var data = new Option<string>("--data") { Description = "Folder of recorded tables (the shared folder's data).", DefaultValueFactory = _ => Path.Combine(Environment.GetEnvironmentVariable("AUTOTUNE_SHARED") ?? "../shared", "data") };
var roofline = new Command("roofline", "The performance model against recorded throughputs and token times.") { data };
roofline.SetAction(parsed => RooflineBenchmark.Run(parsed.GetValue(data)!));

return await new RootCommand("AutoTune's benchmarks: two things compared in one run.") { clients, many, faults, capacity, curves, verdicts, races, truth, fuzz, memory, roofline }.Parse(args).InvokeAsync();
