using AutoTune.Reports;

namespace AutoTune.Tests.Reports;

internal static class SampleProbes
{
    public static LaunchSection Launch(int trial, double capacity, double tpot)
    {
        var noise = new Noise(trial + 500);
        double[] factors = [0, 0.6, 1.3, 0.9, 1.1, 1.0, 0.97];
        return new LaunchSection
        {
            Number = 1,
            Purpose = "search",
            StartUp = [new StartUpPhase("process", 0.05), new StartUpPhase("model loaded", 0.31), new StartUpPhase("smoke request", 0.12)],
            Probes = [.. factors.Select((factor, index) => Probe(index, factor * capacity, factor, tpot, noise))],
            LogTail = "main: server is listening on http://127.0.0.1:41873 - starting the main loop\nsrv  update_slots: all slots are idle\nslot launch_slot_: id 3 | task 211 | processing task\nslot      release: id 3 | task 211 | stop processing: n_past = 118, truncated = 0\nsrv  update_slots: all slots are idle",
            LogFile = $"logs/trial-{trial}-launch-1.log",
        };
    }

    private static ProbeSection Probe(int index, double rate, double load, double tpot, Noise noise)
    {
        var alone = rate == 0;
        var realised = alone ? 1000 / (tpot * 72) : rate * (1 + 0.03 * noise.Normal());
        var requests = Math.Max(6, (int)(realised * 8));
        var attainment = alone ? 1 : Math.Clamp(1 / (1 + Math.Exp((load - 1.09) * 28)) + 0.02 * noise.Normal(), min: 0, max: 1);
        var misses = (int)Math.Round(requests * (1 - attainment));
        var loaded = tpot * (1 + load * 0.9);
        var valid = index != 4 || noise.Uniform() > 0.3;
        return new ProbeSection
        {
            OfferedRequestsPerSecond = alone ? null : rate,
            RealisedRequestsPerSecond = realised,
            Attainment = (requests - misses) / (double)requests,
            Requests = requests,
            Misses = misses,
            Errors = 0,
            WindowSeconds = 8,
            Valid = valid,
            WhyInvalid = valid ? null : "send lag p99 7.2 ms; 5 ms are allowed",
            TtftMs = new Quantiles(38 + 60 * load, 90 + 160 * load, 110 + 300 * load * load),
            TpotMs = new Quantiles(loaded, loaded * 1.2, loaded * 1.5),
            OutputTokensPerSecond = realised * 71,
            OutputTokensPerSecondPerUser = 1000 / loaded,
            OutputTokensPerSecondPerDevice = realised * 71,
        };
    }
}
