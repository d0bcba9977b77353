using AutoTune.Hardware;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutoTune.Tests.Hardware;

public sealed class HostPoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-test-").FullName;
    private readonly FakeGpus _gpus = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_hundred_leases_of_four_by_several_AutoTunes_never_share_a_card()
    {
        var held = new int[8];
        var leases = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), TestContext.Current.CancellationToken, async (_, ct) =>
        {
            var pool = Pool();    // an AutoTune of its own: nothing but the files is shared
            for (var lease = 0; lease < 50; lease++)
            {
                await using var mine = await pool.AcquireAsync(new(4), ct);
                Assert.Equal(4, mine.Gpus.Distinct().Count());
                foreach (var gpu in mine.Gpus)
                    Assert.Equal(1, Interlocked.Increment(ref held[gpu.Index]));
                Interlocked.Increment(ref leases);
                await Task.Yield();
                foreach (var gpu in mine.Gpus)
                    Interlocked.Decrement(ref held[gpu.Index]);
            }
        });
        Assert.Equal(200, leases);
    }

    [Fact]
    public async Task Each_server_gets_cards_that_are_linked_with_each_other()
    {
        _gpus.Links = GpuLinks.Parse("\tGPU0\tGPU1\tGPU2\tGPU3\nGPU0\tX\tSYS\tNV4\tSYS\nGPU1\tSYS\tX\tSYS\tNV4\nGPU2\tNV4\tSYS\tX\tSYS\nGPU3\tSYS\tNV4\tSYS\tX\n");
        await using var lease = await Pool().AcquireAsync(new(2) { Replicas = 2 }, TestContext.Current.CancellationToken);
        Assert.Equal([0, 2, 1, 3], lease.Gpus.Select(gpu => gpu.Index));
    }

    [Fact]
    public async Task Copies_of_a_candidate_are_leased_with_it()
    {
        await using var lease = await Pool().AcquireAsync(new(1) { Replicas = 2, Copies = 4 }, TestContext.Current.CancellationToken);
        Assert.Equal(8, lease.Gpus.Distinct().Count());
        var refused = await Assert.ThrowsAsync<DevicesTakenException>(async () => await Pool().AcquireAsync(new(4) { Replicas = 3 }, TestContext.Current.CancellationToken));
        Assert.StartsWith("12 GPUs are asked for, and this process has 8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_a_stranger_computes_on_is_not_leased()
    {
        _gpus.Processes = [new("GPU-0", 4242, "python3")];
        await using var lease = await Pool().AcquireAsync(new(4), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(lease.Gpus, gpu => gpu.Index == 0);
    }

    [Fact]
    public async Task Too_many_strangers_are_told_by_name()
    {
        _gpus.Processes = [.. Enumerable.Range(0, 5).Select(index => new GpuProcess($"GPU-{index}", 4242, "python3"))];
        var clock = new FakeTimeProvider();
        var leasing = new HostPool(_folder, _gpus, clock).AcquireAsync(new(4), TestContext.Current.CancellationToken).AsTask();
        var taken = await Assert.ThrowsAsync<DevicesTakenException>(() => WithTimeAsync(clock, leasing));
        Assert.Contains("GPU 2 is used by python3 (process 4242)", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_AutoTune_computes_on_is_waited_for()
    {
        var first = await Pool().AcquireAsync(new(8), TestContext.Current.CancellationToken);
        _gpus.Processes = [new("GPU-0", 4242, "vllm")];
        var waited = new List<string>();
        var second = new HostPool(_folder, _gpus, TimeProvider.System, new Told(waited)).AcquireAsync(new(8), TestContext.Current.CancellationToken).AsTask();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        _gpus.Processes = [];
        await first.DisposeAsync();
        await using var lease = await second;
        Assert.Single(waited);
    }

    [Fact]
    public async Task A_card_is_leased_again_once_its_memory_is_back_where_it_was()
    {
        _gpus.Memory.Clear();
        foreach (var used in new[] { 0.4, 70, 30, 2, 0.5 })
            _gpus.Memory.Enqueue(used);
        var clock = new FakeTimeProvider();
        var pool = new HostPool(_folder, _gpus, clock);
        await (await pool.AcquireAsync(new(8), TestContext.Current.CancellationToken)).DisposeAsync();
        Assert.Equal(1, _gpus.Looks);

        await using var again = await WithTimeAsync(clock, pool.AcquireAsync(new(8), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(5, _gpus.Looks);
    }

    [Fact]
    public async Task Memory_that_never_comes_back_is_told_and_not_waited_for_for_ever()
    {
        _gpus.Memory.Clear();
        foreach (var used in new[] { 0.4, 12.5 })
            _gpus.Memory.Enqueue(used);
        var (clock, told) = (new FakeTimeProvider(), new List<string>());
        var pool = new HostPool(_folder, _gpus, clock, new Told(told));
        await (await pool.AcquireAsync(new(8), TestContext.Current.CancellationToken)).DisposeAsync();

        await using var again = await WithTimeAsync(clock, pool.AcquireAsync(new(8), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(["going on, though memory that no process owns is still in use: GPU 0 12.1 GiB"], told);
    }

    [Fact]
    public async Task Candidates_elsewhere_lease_no_card_of_this_host()
    {
        await using var lease = await new RemotePool(Pool()).AcquireAsync(new(16), TestContext.Current.CancellationToken);
        Assert.Empty(lease.Gpus);
    }

    private static async Task<IResourceLease> WithTimeAsync(FakeTimeProvider clock, Task<IResourceLease> leasing)
    {
        while (!leasing.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
        return await leasing;
    }

    [Fact]
    public async Task More_cards_than_there_are_is_an_error_at_once() =>
        Assert.Contains("9 GPUs are asked for, and this process has 8", (await Assert.ThrowsAsync<DevicesTakenException>(async () => await Pool().AcquireAsync(new(9), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

    private HostPool Pool() => new(_folder, _gpus, TimeProvider.System);

    private sealed class Told(List<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Add(value);
    }

    /// <summary>A fake for hardware that is not here: eight cards without links.</summary>
    private sealed class FakeGpus : IHostGpus
    {
        public IReadOnlyList<GpuProcess> Processes { get; set; } = [];

        public Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<GpuDevice>>([.. Enumerable.Range(0, 8).Select(index => new GpuDevice(index, $"GPU-{index}", "a card", 80L << 30))]);

        public GpuLinks Links { get; set; } = GpuLinks.Unknown;

        public Task<GpuLinks> LinksAsync(CancellationToken ct) => Task.FromResult(Links);

        public Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) => Task.FromResult(Processes);

        /// <summary>Of card 0, GiB, one look after the other; the last stays.</summary>
        public Queue<double> Memory { get; } = new([0]);

        public int Looks { get; private set; }

        public Task<IReadOnlyList<GpuCondition>> ConditionsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<GpuCondition>>([]);

        public Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct)
        {
            lock (Memory)
            {
                Looks++;
                var now = Memory.Count > 1 ? Memory.Dequeue() : Memory.Peek();
                return Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long> { ["GPU-0"] = (long)(now * (1L << 30)) });
            }
        }
    }
}
