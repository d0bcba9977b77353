using System.Text;
using System.Text.Json;
using AutoTune.Load;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Evaluation;

/// <summary>A user's own evaluation of what an engine answers: one process, told where the engine is, prints <c>{"score": 0.81}</c>.</summary>
/// <param name="folder">Its relative file names start here.</param>
/// <param name="environment">Added to the program's.</param>
internal sealed class QualityCommand(QualityGate.Command command, string folder, IReadOnlyDictionary<string, string> environment)
{
    /// <exception cref="InvalidDataException">It fails, takes too long, or prints no score; the message says which.</exception>
    public async Task<double> ScoreAsync(ServingEndpoint endpoint, string key, string logFile, CancellationToken ct)
    {
        // What OpenAI's clients, and so most evaluation harnesses, look for.
        var told = new Dictionary<string, string>(environment) { ["OPENAI_BASE_URL"] = ApiOf(endpoint) };
        using var run = CommandRun.Start(command.Program, folder, told, logFile, "The evaluation");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(command.Timeout);
        try
        {
            var (exitCode, output, errors) = await run.ConverseAsync(Question(endpoint, key), bound.Token);
            return exitCode == 0 ? Score(output) : throw new InvalidDataException($"it ended with exit code {exitCode}: {CommandAnswer.Shown(errors)}");
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new InvalidDataException($"it did not end within {command.Timeout.TotalSeconds:0} s", late);
        }
        finally
        {
            await run.EndAsync();
        }
    }

    /// <summary>The last line counts: evaluations like to talk.</summary>
    private static double Score(string output)
    {
        var line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        try
        {
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("score", out var score) && score.TryGetDouble(out var value) && double.IsFinite(value))
                return value;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Told below.
        }
        throw new InvalidDataException($"its last line is no {{\"score\": NUMBER}}: {CommandAnswer.Shown(line)}");
    }

    private static string Question(ServingEndpoint endpoint, string key)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("url", ApiOf(endpoint));
            json.WriteString("model", endpoint.Model);
            json.WriteString("quality_key", key);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string ApiOf(ServingEndpoint endpoint) => new Uri(endpoint.BaseAddress, "v1").AbsoluteUri;
}
