using AutoTune.LanguageModels;
using AutoTune.Randomness;

namespace AutoTune.MockEngine.Fakes;

/// <summary>What a fake engine is told beside its command line, by variables of its environment.</summary>
/// <param name="Gpu">Its id in the catalogue (<c>AUTOTUNE_FAKE_GPU</c>).</param>
/// <param name="Gpus">Of the machine (<c>AUTOTUNE_FAKE_GPUS</c>).</param>
/// <param name="Sizes">The model of the catalogue whose sizes every model has (<c>AUTOTUNE_FAKE_MODEL</c>).</param>
/// <param name="Flags">Folder of recorded flag lists (<c>AUTOTUNE_FAKE_FLAGS</c>); null: the engine's file alone says which flags there are.</param>
internal sealed record FakeSettings(string Gpu, int Gpus, string Sizes, string? Flags)
{
    public static FakeSettings Read() => new(
        Variable("AUTOTUNE_FAKE_GPU") ?? "h100-sxm",
        int.TryParse(Variable("AUTOTUNE_FAKE_GPUS"), out var gpus) ? gpus : 8,
        Variable("AUTOTUNE_FAKE_MODEL") ?? "meta-llama/Llama-3.1-8B-Instruct",
        Variable("AUTOTUNE_FAKE_FLAGS"));

    /// <summary>A published model's name says its precision where it is another than the first's.</summary>
    public static string? PrecisionOf(string model) => HubPrecision.All.FirstOrDefault(precision => model.Contains(precision, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same for every start of a configuration: how far it stands off the memory model, in its standard deviations.</summary>
    public static double Luck(string config) => new CounterRandom(BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(config))), 0, "luck").Normal();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
