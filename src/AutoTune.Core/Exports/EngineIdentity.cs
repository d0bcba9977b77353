using System.Collections.Immutable;

namespace AutoTune.Exports;

/// <summary>How an engine is told from other programs in a file that a person wrote.</summary>
/// <param name="Engine">Its name here: <c>llama-cpp</c>.</param>
/// <param name="Commands">What starts it, words separated by blanks: <c>llama-server</c>, <c>vllm serve</c>, <c>python -m sglang.launch_server</c>.</param>
/// <param name="Images">Repositories of its images, without tags.</param>
public sealed record EngineIdentity(string Engine, ImmutableArray<string> Commands, ImmutableArray<string> Images);
