using AutoTune.Engines;
using AutoTune.Provisioning;

namespace AutoTune.Evaluation;

/// <summary>What an engine's program says of itself.</summary>
public static class EngineHelp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>What it says of its flags; null where it says nothing.</returns>
    public static Task<string?> OfFlagsAsync(string program, EngineDefinition engine, CancellationToken ct) => OfFlagsAsync(engine, question => ReadAsync(program, question, ct));

    /// <param name="ask">Puts a question to the engine, wherever it is; null where it is refused.</param>
    /// <returns>The same.</returns>
    public static async Task<string?> OfFlagsAsync(EngineDefinition engine, Func<IReadOnlyList<string>, Task<string?>> ask)
    {
        foreach (var question in engine.HelpQuestions)
            if (await ask(question) is { } answer && engine.ListsFlags(answer))
                return answer;
        return null;
    }

    /// <returns>Standard output and error; null where the program refuses the arguments.</returns>
    public static async Task<string?> ReadAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        try
        {
            return string.Join('\n', await ToolProcess.RunAsync(program, arguments, Limit, ct));
        }
        catch (ToolFailedException)
        {
            return null;
        }
    }
}
