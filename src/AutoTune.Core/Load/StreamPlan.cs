using AutoTune.Load.Traces;
using AutoTune.Randomness;
using MathNet.Numerics.Distributions;

namespace AutoTune.Load;

/// <summary>Turns a reference stream into requests on an absolute schedule. Request i has the same spacing, lengths and text at every rate.</summary>
public static class StreamPlan
{
    /// <summary>Load past the window is bounded, whatever the drain allows.</summary>
    private const int MostTailRequests = 10_000;

    /// <summary>The open-loop schedule, of conversations that of their first turns: warm-up, window, and load that goes on while the judged requests finish.</summary>
    /// <param name="rate">Requests/s; warm-up and window hold exactly round(rate × length) arrivals each.</param>
    /// <param name="tail">How long past the window load is planned.</param>
    /// <param name="rampTo">Requests/s at the window's end, where the rate grows or falls evenly over it.</param>
    public static IReadOnlyList<PlannedRequest> Open(ReferenceStream stream, double rate, TimeSpan warmUp, TimeSpan window, TimeSpan tail, double? rampTo = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        var end = rampTo ?? rate;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(end, nameof(rampTo));
        if (stream.Workload.Conversation is { } conversation)
            (rate, end) = (rate / conversation.Turns.Mean(), end / conversation.Turns.Mean());
        var times = new List<TimeSpan>();
        Segment(stream, times, (int)Math.Round(rate * warmUp.TotalSeconds), TimeSpan.Zero, warmUp, share => share);
        Segment(stream, times, Math.Max(1, (int)Math.Round((rate + end) / 2 * window.TotalSeconds)), warmUp, window, share => Ramped(share, rate, end));
        Tail(stream, times, end, warmUp + window, tail);
        return times.Select((at, index) => Request(stream, index, at)).ToArray();
    }

    /// <summary>Request <paramref name="index"/> of a stream, whenever it is sent.</summary>
    public static PlannedRequest Request(ReferenceStream stream, int index, TimeSpan scheduled)
    {
        var traced = Traced(stream, index);
        var prefix = traced is null && stream.Workload.Prefix is { } shared ? PromptBlocks.Of(stream, shared, Unit(stream, index, "prefix group")) : [];
        var input = prefix.Sum(block => block.Tokens) + (traced?.InputTokens ?? stream.Workload.Input.Quantile(Unit(stream, index, "input length")));
        var output = traced?.OutputTokens ?? stream.Workload.Output.Quantile(Unit(stream, index, "output length"));
        if (stream.Workload.MaxContext is { } limit && input + output > limit)
        {
            output = Math.Min(output, limit / 2);
            input = Math.Min(input, limit - output);
        }

        return new(index, scheduled, input, output, Draw(stream, index, "text").Next())
        {
            Shared = traced is null ? prefix : PromptBlocks.Of(stream, traced, input),
            Text = traced?.Prompt,
            Session = stream.Workload.Conversation is { } conversation ? new Session(stream, conversation, index) : null,
        };
    }

    /// <summary>A renewal process conditioned on its count: the points of <paramref name="count"/> + 1 spacings, normalised to the length. Of exponential spacings it is a Poisson process with that count, exactly.</summary>
    /// <param name="at">From the share of the arrivals to the share of the time, 0 to 1.</param>
    private static void Segment(ReferenceStream stream, List<TimeSpan> times, int count, TimeSpan start, TimeSpan length, Func<double, double> at)
    {
        var first = times.Count;
        var spacings = Enumerable.Range(first, count).Select(index => Spacing(stream, index)).ToArray();
        var total = spacings.Sum() + EndGap(stream, first, spacings);
        var sum = 0.0;
        foreach (var spacing in spacings)
        {
            sum += spacing;
            var arrival = length * at(sum / total);
            times.Add(start + (arrival < length ? arrival : length - TimeSpan.FromTicks(1)));
        }
    }

    /// <summary>When a rate that goes evenly from <paramref name="from"/> to <paramref name="to"/> has sent this share of its requests.</summary>
    private static double Ramped(double share, double from, double to) =>
        from == to ? share : (Math.Sqrt(from * from + (to * to - from * from) * share) - from) / (to - from);

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

    /// <summary>1 on average.</summary>
    private static double Spacing(ReferenceStream stream, int index) => stream.Workload.Arrivals switch
    {
        ArrivalProcess.Constant => 1,
        ArrivalProcess.Replay => TracedSpacing(stream, index),
        var process => RandomSpacing(process, Unit(stream, index, "spacing")),
    };

    /// <summary>From the segment's last arrival to its end; evenly spaced arrivals need a vanishing one to keep their distance.</summary>
    private static double EndGap(ReferenceStream stream, int first, double[] spacings) => stream.Workload.Arrivals switch
    {
        ArrivalProcess.Constant => spacings.Length == 0 ? 1 : 1e-9,
        ArrivalProcess.Replay => Math.Max(1e-9, TracedSpacing(stream, first + spacings.Length)),
        var process => RandomSpacing(process, Unit(stream, first, "end gap")),
    };

    private static double RandomSpacing(ArrivalProcess process, double u) => process is ArrivalProcess.Gamma(var shape)
        ? Math.Max(1e-9, Gamma.InvCDF(shape, shape, u))
        : -Math.Log(u);

    private static double TracedSpacing(ReferenceStream stream, int index)
    {
        var trace = stream.Workload.Trace!.Requests;
        var place = Place(stream, index);
        var mean = trace[^1].Arrival!.Value / Math.Max(1, trace.Count - 1);
        return place == 0 || mean <= 0 ? 1 : (trace[place].Arrival!.Value - trace[place - 1].Arrival!.Value) / mean;
    }

    private static TracedRequest? Traced(ReferenceStream stream, int index) => stream.Workload.Trace is { } trace ? trace.Requests[Place(stream, index)] : null;

    /// <summary>Each stream begins somewhere else, and goes round.</summary>
    private static int Place(ReferenceStream stream, int index)
    {
        var count = stream.Workload.Trace!.Requests.Count;
        return (int)((Draw(stream, 0, "place in the trace").Below((long)count) + index) % count);
    }

    private static double Unit(ReferenceStream stream, int index, string purpose) => Draw(stream, index, purpose).Uniform();

    /// <summary>A request's draws depend on its place in the stream, not on what was drawn before.</summary>
    private static CounterRandom Draw(ReferenceStream stream, int index, string purpose) =>
        new CounterRandom(stream.Seed, stream.Number, purpose).At(index);
}
