using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.SearchSpaces;
using AutoTune.Tests.Engines;
using AutoTune.Tests.Provisioning;
using Xunit;

namespace AutoTune.Tests.Evaluation;

public sealed class StartMemoryTests : IDisposable
{
    private static readonly GpuDevice Card = new(0, "GPU-0", "NVIDIA H100 80GB HBM3", 80L << 30);
    private static readonly EngineDefinition Vllm = HubEngines.Load("vllm", "meta-llama/Llama-3.1-8B-Instruct", "h100-sxm");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_start_is_known_by_the_values_that_it_compiled_for_and_by_no_others()
    {
        var starts = new StartMemory();
        starts.Remember(Engine(kept: false), With("tensor_parallel=2 max_num_seqs=64"), [Card]);
        Assert.True(starts.Knows(Engine(kept: false), With("tensor_parallel=2 max_num_seqs=512"), [Card]));
        Assert.False(starts.Knows(Engine(kept: false), With("tensor_parallel=4 max_num_seqs=64"), [Card]));
    }

    [Fact]
    public void What_a_container_keeps_is_known_to_the_next_study_on_the_same_kind_of_card()
    {
        new StartMemory().Remember(Engine(kept: true), With("tensor_parallel=2"), [Card]);
        Assert.True(new StartMemory().Knows(Engine(kept: true), With("tensor_parallel=2"), [Card with { Index = 3, Uuid = "GPU-3" }]));
        Assert.False(new StartMemory().Knows(Engine(kept: true), With("tensor_parallel=2"), [Card with { Name = "NVIDIA L40S" }]));
        Assert.False(new StartMemory().Knows(Engine(kept: false), With("tensor_parallel=2"), [Card]));
    }

    [Fact]
    public void An_engine_that_compiles_nothing_is_never_waited_for()
    {
        var engine = Engine(kept: false) with { Definition = Vllm with { RestartKeys = [] } };
        Assert.True(new StartMemory().Knows(engine, With("tensor_parallel=2"), [Card]));
    }

    private static ServingConfig With(string settings) => HubEngines.Configure(Vllm, settings);

    private ServedEngine Engine(bool kept) => new()
    {
        Definition = Vllm,
        Program = "vllm",
        Version = "1",
        Context = new() { ModelPath = "m", Port = "1", MaxContext = 8192 },
        Container = kept ? new() { Image = "i", Port = 8000, Caches = ["/cache"], CacheFolder = _folder.Path } : null,
    };
}
