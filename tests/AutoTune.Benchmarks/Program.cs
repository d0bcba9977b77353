using System.CommandLine;
using AutoTune.Benchmarks;

var output = new Option<string?>("--output") { Description = "Where the table is written as JSON." };

var rates = new Option<string>("--chunks") { Description = "Chunks/s to try, with commas.", DefaultValueFactory = _ => "10000,20000,40000,80000,120000,150000,180000" };
var seconds = new Option<int>("--seconds") { Description = "Judged window of each run.", DefaultValueFactory = _ => 10 };
var only = new Option<string>("--client") { Description = "sockets, http or both.", DefaultValueFactory = _ => "both" };
var clients = new Command("clients", "How many chunks per second a load client reads right, against the exact server.") { rates, seconds, only, output };
clients.SetAction((parsed, ct) => ClientBenchmark.RunAsync(
    [.. parsed.GetValue(rates)!.Split(',').Select(int.Parse)], TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(only)!, parsed.GetValue(output), ct));

var runs = new Option<int>("--runs") { Description = "Searches of each method in each case.", DefaultValueFactory = _ => 500 };
var cases = new Option<string>("--cases") { Description = "Names with commas; all where empty.", DefaultValueFactory = _ => "" };
var capacity = new Command("capacity", "Error, coverage and engine-seconds of the capacity searches, on simulated queues in virtual time.") { runs, cases, output };
capacity.SetAction((parsed, ct) => CapacityBenchmark.RunAsync(
    parsed.GetValue(runs), parsed.GetValue(cases)!.Split(',', StringSplitOptions.RemoveEmptyEntries), parsed.GetValue(output), ct));

var curves = new Command("curves", "How attainment falls with the rate on the simulated queues, and how much windows differ.") { cases };
curves.SetAction(parsed => CapacityBenchmark.Curves(parsed.GetValue(cases)!.Split(',', StringSplitOptions.RemoveEmptyEntries)));

var streams = new Option<int>("--streams") { Description = "Mutated streams.", DefaultValueFactory = _ => 1_000_000 };
var fuzz = new Command("fuzz", "The fast stream reader against a slow one, on mutated streams.") { streams };
fuzz.SetAction(parsed => Fuzz.Run(parsed.GetValue(streams)));

return await new RootCommand("AutoTune's benchmarks: two things compared in one run.") { clients, capacity, curves, fuzz }.Parse(args).InvokeAsync();
