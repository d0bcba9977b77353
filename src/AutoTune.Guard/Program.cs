using System.Runtime.InteropServices;
using AutoTune.Guard;

// A terminal's Ctrl-C reaches everybody in front of it; the guard ends with the pipe from AutoTune and with nothing else.
PosixSignal[] ignored = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
var registrations = ignored.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true)).ToList();
Console.Out.WriteLine("ready");

var wards = new Wards();
while (Console.In.ReadLine() is { } line)
    wards.Note(line);
var left = await wards.EndAsync();

registrations.ForEach(registration => registration.Dispose());
return left == 0 ? 0 : 1;
