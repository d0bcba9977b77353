using System.Runtime.InteropServices;

namespace AutoTune.Cli;

/// <summary>The first signal asks for a clean stop, the second forces the exit; the guard then ends what is left.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interruption() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
            Environment.Exit(ExitCodes.Interrupted);
        Console.Error.WriteLine("stopping: the running launch is given up, everything that was measured is kept (once more to force)");
        _ = Task.Run(_source.Cancel, CancellationToken.None);
    }
}
