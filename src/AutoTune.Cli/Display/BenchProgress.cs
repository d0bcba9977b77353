using System.Diagnostics;
using AutoTune.Capacity;

namespace AutoTune.Cli.Display;

/// <summary>One line on the terminal that is written anew while a load test runs; nothing where the output is no terminal.</summary>
internal sealed class BenchProgress(TextWriter terminal, bool isTerminal, bool hasLimits)
{
    /// <summary>Slow enough not to disturb what is measured.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _running = new();
    private ProbeRequest? _probe;
    private TimeSpan _next;
    private int _width;

    public static BenchProgress OnErrorStream(bool hasLimits) => new(Console.Error, !Console.IsErrorRedirected, hasLimits);

    /// <param name="attainment">Of the requests judged so far.</param>
    public void Show(ProbeRequest probe, double attainment)
    {
        if (!isTerminal)
            return;
        if (probe != _probe)
        {
            (_probe, _next) = (probe, TimeSpan.Zero);
            _running.Restart();
        }
        if (_running.Elapsed < _next)
            return;
        _next = _running.Elapsed + Refresh;
        Write(Line(probe, _running.Elapsed, attainment));
    }

    /// <summary>What follows begins on a clean line.</summary>
    public void Clear()
    {
        if (_width > 0)
            Write("");
        _width = 0;
    }

    private string Line(ProbeRequest probe, TimeSpan elapsed, double attainment)
    {
        var load = probe.Rate is { } rate ? $"{rate:0.##} requests/s" : $"{probe.Concurrency} in flight";
        var until = probe.WarmUp + probe.Window;
        var phase = elapsed < probe.WarmUp ? "warming up" : elapsed < until ? $"{elapsed.TotalSeconds:0} of {until.TotalSeconds:0} s" : "waiting for the last answers";
        return hasLimits && elapsed >= probe.WarmUp ? $"{load}: {phase}, {attainment * 100:0} % within the SLO so far" : $"{load}: {phase}";
    }

    private void Write(string line)
    {
        terminal.Write($"\r{line.PadRight(_width)}{(line.Length == 0 ? "\r" : "")}");
        _width = line.Length;
    }
}
