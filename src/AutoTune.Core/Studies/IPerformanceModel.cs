using AutoTune.SearchSpaces;

namespace AutoTune.Studies;

/// <summary>What a configuration would do, without starting it. It may be biased: who uses it looks at what was measured, too.</summary>
public interface IPerformanceModel
{
    /// <returns>Null where the model knows too little of the engine, the model or the device.</returns>
    Prediction? Predict(ServingConfig config, CancellationToken ct);
}

/// <param name="Capacity">Requests/s of the whole candidate under the study's SLO; 0 where a single stream misses it.</param>
/// <param name="Ttft">Seconds, of a single stream.</param>
/// <param name="Tpot">Seconds, of a single stream.</param>
/// <param name="TpotAtCapacity">Seconds.</param>
/// <param name="RunningRequests">At capacity, in all servers together.</param>
/// <param name="Bound">What limits it, in words for people.</param>
/// <param name="LogError">Standard deviation of ln(measured ÷ predicted capacity), as the model states it.</param>
public sealed record Prediction(double Capacity, double Ttft, double Tpot, double TpotAtCapacity, double RunningRequests, string Bound, double LogError);
