namespace AutoTune.Capacity;

/// <summary>Which rate to probe next: outwards by growing factors until one rate holds and a higher one does not, then the middle, then the fitted capacity again and again.</summary>
/// <param name="isOwn">The start was measured on this very configuration: it is near.</param>
internal sealed class Bracket(double start, bool isOwn)
{
    private const double FirstStepFromOwn = 1.15;
    private const double FirstStepFromGuess = 1.5;
    private const double LargestStep = 3;
    private const double SmallestStep = 1.15;

    /// <summary>Standard errors of the fit beyond which a step outwards would only be bold: a rate that held by a hair is near the capacity.</summary>
    private const double FarEnough = 2;

    private double _step = isOwn ? FirstStepFromOwn : FirstStepFromGuess;
    private double? _highestHeld;
    private double? _lowestMissed;

    /// <summary>Where the capacity is thought to be by now.</summary>
    public double Centre => this is { _highestHeld: { } held, _lowestMissed: { } missed } ? Math.Sqrt(held * missed) : _highestHeld ?? _lowestMissed ?? start;

    public bool IsClosed => _highestHeld is not null && _lowestMissed is not null;

    public void Add(double rate, bool held)
    {
        if (held)
            _highestHeld = Math.Max(rate, _highestHeld ?? rate);
        else
            _lowestMissed = Math.Min(rate, _lowestMissed ?? rate);
    }

    /// <param name="tolerance">Width, in the logarithm, below which halving the bracket tells less than a repeat.</param>
    public (double Rate, string Purpose) Next(CapacityFit? fit, double tolerance) => (_highestHeld, _lowestMissed) switch
    {
        (null, null) => (start, "bracket"),
        ({ } held, null) => (held * Bounded(Step(), fit, held, 1), "bracket"),
        (null, { } missed) => (missed / Bounded(Step(), fit, missed, -1), "bracket"),
        ({ } held, { } missed) when fit is null || Math.Log(missed / held) > 2 * tolerance => (Math.Sqrt(held * missed), "bisection"),
        _ => (fit!.Capacity, "repeat"),
    };

    /// <param name="direction">1 upwards, −1 downwards.</param>
    private static double Bounded(double step, CapacityFit? fit, double from, int direction) => fit is null
        ? step
        : Math.Clamp(step, 1, Math.Max(SmallestStep, Math.Exp(direction * Math.Log(fit.Capacity / from) + FarEnough * fit.StandardError)));

    private double Step()
    {
        var step = _step;
        _step = Math.Min(_step * _step, LargestStep);
        return step;
    }
}
