using System.Text.Json;

namespace AutoTune.Launching;

/// <summary>Starts a candidate by the user's own commands, for clusters and queues. It has one unit.</summary>
public sealed class HooksLauncher(HookCommands commands, GuardClient guard, TimeProvider time) : ILauncher
{
    private const int LinesInMemory = 20_000;
    private const int NameLength = 8;

    private int _launches;

    public string Name => "hooks";

    /// <summary>Bytes of a log after which only its last lines are kept. Default 64 MiB.</summary>
    public long LogBound { get; init; } = 64L * 1024 * 1024;

    public async Task<IDeployment> LaunchAsync(LaunchPlan plan, CancellationToken ct)
    {
        var unit = plan.Units.Single();
        var name = $"autotune-{guard.Leash[..NameLength]}-{Interlocked.Increment(ref _launches)}";
        var mark = (GuardClient.LeashVariable, $"{guard.Leash}.{name}");
        Directory.CreateDirectory(plan.LogFolder);
        guard.Start();
        // Before it is begun: an AutoTune that dies while a node is waited for leaves nothing, either.
        guard.WatchHook(commands.Stop, ReferenceOf(name, null));
        await guard.WaitUntilReadyAsync(ct);
        var deployment = new HooksDeployment(commands, guard, time, name, mark, new LaunchLog(LinesInMemory), Path.GetFullPath(Path.Combine(plan.LogFolder, $"{unit.Name}.log")));
        try
        {
            var candidate = Candidate(name, unit);
            IReadOnlyList<string> secrets = [.. SecretVariables.Values(unit), .. SecretVariables.Inherited()];
            var answer = await HookProcess.RunAsync("start", commands.Start, JsonSerializer.Serialize(candidate, HookJson.Default.HookCandidate), mark, secrets, commands.Timeout, time, ct);
            deployment.Started(Parsed(answer, secrets), unit, candidate.Command, secrets, LogBound);
            return deployment;
        }
        catch (Exception problem)
        {
            await EndAsync(deployment, problem);
            throw;
        }
    }

    /// <summary>A stop that fails, too, must not hide why it was needed.</summary>
    private static async Task EndAsync(HooksDeployment deployment, Exception problem)
    {
        try
        {
            await deployment.DisposeAsync();
        }
        catch (LaunchException also)
        {
            throw new LaunchException($"{problem.Message} {also.Message}", problem);
        }
    }

    internal static string ReferenceOf(string name, JsonElement? answer) => JsonSerializer.Serialize(new HookReference(name, answer), HookJson.Default.HookReference);

    private static HookCandidate Candidate(string name, LaunchUnit unit)
    {
        var settings = unit.Container ?? throw new LaunchException("The launcher 'hooks' needs an engine that says which port it listens on.");
        var addresses = LaunchAddresses.OnOwnNetwork(new Dictionary<string, int> { [unit.Name] = settings.Port });
        return new(
            name,
            settings.Image.Length > 0 ? settings.Image : null,
            [unit.FileName, .. unit.Arguments.Select(argument => addresses.Replace(argument, unit.Name))],
            unit.Environment.ToDictionary(pair => pair.Key, pair => addresses.Replace(pair.Value, unit.Name)),
            [.. unit.Secrets.Keys],
            settings.Port,
            new(settings.GpusElsewhere, settings.Needs.Memory, settings.Needs.Cores))
        {
            Files = unit.Files.ToDictionary(file => file.Path, file => file.Text),
        };
    }

    private static JsonElement Parsed(string answer, IReadOnlyList<string> secrets)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
                && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return root.Clone();
            }
        }
        catch (JsonException)
        {
            // Told below.
        }
        throw new LaunchException($"The hook 'start' has to print one JSON object with the engine's address, {{\"url\": \"http://host:port\"}}, not {(answer.Trim().Length > 0 ? $"'{HookProcess.Tail(SecretVariables.Blot(answer, secrets))}'" : "nothing")}.");
    }
}
