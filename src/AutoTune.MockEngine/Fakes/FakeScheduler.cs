using System.Globalization;
using System.Text;
using AutoTune.Engines;

namespace AutoTune.MockEngine.Fakes;

/// <summary>Decides when a request's tokens come, as continuous batching would: prompts one after the other, a step for all that run, no more of them than find room. Times are the roofline's; none was ever measured.</summary>
/// <remarks>A request's pace is set when it comes, from what runs then; what comes later does not slow it down.</remarks>
internal sealed class FakeScheduler(FakeStart start) : IPacing
{
    private const double Nano = 1e9;

    /// <summary>Seconds over which the share of prompts in the device's time is averaged.</summary>
    private const double Memory = 2;

    private readonly List<PacedRequest> _inside = [];
    private double _promptsUntil;
    private double _busy;
    private double _busySeen;
    private long _prompts;
    private long _answers;

    public string Model => start.Model;

    public string OwnedBy => "AutoTune.MockEngine: a fake of this engine, no model and no GPU; its latencies are computed";

    public string? MetricsPath => start.Engine.MetricsPath;

    public PacedRequest Take(GenerationRequest request, long received)
    {
        var now = received / Nano;
        Forget(now);
        var behind = request.PromptTokens + request.OutputTokens / 2.0;
        var prefill = start.Roofline.Prefill(Math.Max(1, request.PromptTokens)) / start.Groups;
        var begins = Math.Max(Admitted(now, behind), _promptsUntil);
        _promptsUntil = begins + prefill;
        _busy = _busy * Math.Exp((_busySeen - now) / Memory) + prefill / Memory;
        _busySeen = now;
        var step = start.Roofline.DecodeStep((_inside.Count + 1.0) / start.Groups, behind);
        var tpot = step / start.Roofline.TokensOfStep / (1 - Math.Min(0.95, _busy));
        var ttft = begins + prefill + step - now;
        var paced = new PacedRequest(new() { Ttft = TimeSpan.FromSeconds(ttft), Tpot = TimeSpan.FromSeconds(tpot) }, begins, begins + prefill, now + ttft + tpot * request.OutputTokens, behind);
        _inside.Add(paced);
        _prompts += request.PromptTokens;
        _answers += request.OutputTokens;
        return paced;
    }

    public void Abort(PacedRequest request, long now)
    {
        if (!_inside.Remove(request))
            return;
        var unread = request.PromptEnds - Math.Max(now / Nano, request.PromptBegins);
        if (unread > 0)
            _promptsUntil -= unread;
    }

    public string Metrics(long now)
    {
        Forget(now / Nano);
        var running = _inside.Count(request => request.PromptBegins <= now / Nano);
        var values = new Dictionary<string, double>
        {
            ["running"] = running,
            ["waiting"] = _inside.Count - running,
            ["kv_usage"] = Math.Clamp(_inside.Sum(request => request.Tokens) / Math.Max(1, start.KvTokens), 0, 1),
            ["preemptions"] = 0,
            ["prompt_tokens"] = _prompts,
            ["prompt_tokens_cached"] = 0,
            ["output_tokens"] = _answers,
        };
        var text = new StringBuilder();
        foreach (var (name, theirs) in start.Engine.MetricNames)
            if (values.TryGetValue(name, out var value))
                text.Append(CultureInfo.InvariantCulture, $"{theirs} {value}\n");
        return text.ToString();
    }

    /// <summary>When it finds a place among those that run, and room for what it keeps.</summary>
    private double Admitted(double now, double tokens)
    {
        var (places, room) = (_inside.Count - start.MostRunning + 1, _inside.Sum(request => request.Tokens) + tokens - start.KvTokens);
        var at = now;
        foreach (var request in places > 0 || room > 0 ? _inside.OrderBy(request => request.Ends) : Enumerable.Empty<PacedRequest>())
        {
            if (places <= 0 && room <= 0)
                break;
            (at, places, room) = (Math.Max(at, request.Ends), places - 1, room - request.Tokens);
        }
        return at;
    }

    private void Forget(double now) => _inside.RemoveAll(request => request.Ends <= now);
}
