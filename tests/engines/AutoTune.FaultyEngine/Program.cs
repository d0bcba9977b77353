using AutoTune.FaultyEngine;

// A fake engine for tests: it answers the OpenAI-compatible API with made-up words at fixed times, and fails as it is told.
if (args is ["--help"])
{
    Console.Out.Write(Flags.Help);
    return 0;
}

if (args is ["--version"])
{
    Console.Out.WriteLine("version: fake 1");
    return 0;
}

var flags = Flags.Parse(args);
Console.Error.WriteLine($"faulty-engine: a fake for tests, no language model; slots = {flags.Slots}, fault = {flags.Fault}");
if (Environment.GetEnvironmentVariable("HF_TOKEN") is { } token)
    Console.Error.WriteLine($"faulty-engine: was handed the hub token {token}, and is careless enough to print it");
if (flags.Fault == Fault.DieAtStart)
{
    Console.Error.WriteLine("faulty-engine: dies at its start, as it was told");
    return 1;
}

var faults = new Faults(flags, TimeProvider.System.GetTimestamp());
using var chat = new FakeChat(flags, faults);
await using var server = FakeServer.Create(flags, faults, chat);
await server.RunAsync();
return 0;
