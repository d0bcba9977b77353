using AutoTune.Randomness;

namespace AutoTune.Load;

/// <summary>Turns a reference stream into requests on an absolute schedule. Request i has the same spacing, lengths and text at every rate.</summary>
public static class StreamPlan
{
    /// <summary>Load past the window is bounded, whatever the drain allows.</summary>
    private const int MostTailRequests = 10_000;

    /// <summary>The open-loop schedule: warm-up, window, and load that goes on while the judged requests finish.</summary>
    /// <param name="rate">Requests/s; warm-up and window hold exactly round(rate × length) arrivals each.</param>
    /// <param name="tail">How long past the window load is planned.</param>
    public static IReadOnlyList<PlannedRequest> Open(ReferenceStream stream, double rate, TimeSpan warmUp, TimeSpan window, TimeSpan tail)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        var times = new List<TimeSpan>();
        Segment(stream, times, (int)Math.Round(rate * warmUp.TotalSeconds), TimeSpan.Zero, warmUp);
        Segment(stream, times, Math.Max(1, (int)Math.Round(rate * window.TotalSeconds)), warmUp, window);
        Tail(stream, times, rate, warmUp + window, tail);
        return times.Select((at, index) => Request(stream, index, at)).ToArray();
    }

    /// <summary>Request <paramref name="index"/> of a stream, whenever it is sent.</summary>
    public static PlannedRequest Request(ReferenceStream stream, int index, TimeSpan scheduled)
    {
        var input = stream.Workload.Input.Quantile(Unit(stream, index, "input length"));
        var output = stream.Workload.Output.Quantile(Unit(stream, index, "output length"));
        if (stream.Workload.MaxContext is { } limit && input + output > limit)
        {
            output = Math.Min(output, limit / 2);
            input = Math.Min(input, limit - output);
        }

        return new(index, scheduled, input, output, Draw(stream, index, "text").Next());
    }

    /// <summary>A Poisson process conditioned on its count: the points of <paramref name="count"/> + 1 exponential spacings, normalised to the length.</summary>
    private static void Segment(ReferenceStream stream, List<TimeSpan> times, int count, TimeSpan start, TimeSpan length)
    {
        var first = times.Count;
        var spacings = Enumerable.Range(first, count).Select(index => Spacing(stream, index)).ToArray();
        var total = spacings.Sum() + EndGap(stream, first, spacings);
        var sum = 0.0;
        foreach (var spacing in spacings)
        {
            sum += spacing;
            var at = length * (sum / total);
            times.Add(start + (at < length ? at : length - TimeSpan.FromTicks(1)));
        }
    }

    private static void Tail(ReferenceStream stream, List<TimeSpan> times, double rate, TimeSpan start, TimeSpan length)
    {
        var at = 0.0;
        for (var sent = 0; sent < MostTailRequests; sent++)
        {
            at += Spacing(stream, times.Count) / rate;
            if (at >= length.TotalSeconds)
                return;
            times.Add(start + TimeSpan.FromSeconds(at));
        }
    }

    private static double Spacing(ReferenceStream stream, int index) => stream.Workload.Arrivals switch
    {
        ArrivalProcess.Constant => 1,
        _ => -Math.Log(Unit(stream, index, "spacing")),
    };

    /// <summary>From the segment's last arrival to its end; evenly spaced arrivals need a vanishing one to keep their distance.</summary>
    private static double EndGap(ReferenceStream stream, int first, double[] spacings) => stream.Workload.Arrivals switch
    {
        ArrivalProcess.Constant => spacings.Length == 0 ? 1 : 1e-9,
        _ => -Math.Log(Unit(stream, first, "end gap")),
    };

    private static double Unit(ReferenceStream stream, int index, string purpose) => Draw(stream, index, purpose).Uniform();

    /// <summary>A request's draws depend on its place in the stream, not on what was drawn before.</summary>
    private static CounterRandom Draw(ReferenceStream stream, int index, string purpose) =>
        new CounterRandom(stream.Seed, stream.Number, purpose).At(index);
}
