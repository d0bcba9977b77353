using AutoTune.Hardware;
using Xunit;

namespace AutoTune.Tests.Hardware;

public sealed class GpuTests
{
    /// <summary>As two bridged pairs of cards say it; eight fully linked ones have NV18 everywhere.</summary>
    private const string TwoPairs = "\t\u001b[4mGPU0\tGPU1\tGPU2\tGPU3\tNIC0\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\u001b[0m\n"
        + "GPU0\t X \tNV4\tNODE\tSYS\tPIX\t0-31\t0\t\tN/A\nGPU1\tNV4\t X \tNODE\tSYS\tNODE\t0-31\t0\t\tN/A\nGPU2\tNODE\tNODE\t X \tNV4\tSYS\t32-63\t1\t\tN/A\nGPU3\tSYS\tSYS\tNV4\t X \tSYS\t32-63\t1\t\tN/A\n"
        + "NIC0\tPIX\tNODE\tSYS\tSYS\t X \t\t\t\t\n\nLegend:\n\n  X    = Self\n  SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes (e.g., QPI/UPI)\n";

    private static readonly GpuDevice[] Four = [.. Enumerable.Range(0, 4).Select(Device)];

    [Fact]
    public void Devices_are_read_from_the_drivers_table()
    {
        var devices = NvidiaSmi.Devices("0, GPU-c7a0294c-c2c2-5476-438c-fb468eaa223b, 81559, 550.54.15, Disabled, NVIDIA H100 80GB HBM3\n1, GPU-22b2c6ac-2d49-4863-197c-9c469071178a, 7979, 440.64, [N/A], GeForce RTX 2080\n2, GPU-3, 40960, 550.54.15, Enabled, NVIDIA A100-SXM4-40GB\n\n");
        Assert.Equal(["NVIDIA H100 80GB HBM3", "GeForce RTX 2080", "NVIDIA A100-SXM4-40GB"], devices.Select(device => device.Name));
        Assert.Equal((81559L << 20, "550.54.15", false), (devices[0].MemoryBytes, devices[0].Driver, devices[0].IsSplit));
        Assert.True(devices[2].IsSplit);
    }

    [Fact]
    public void A_driver_without_cards_has_none() => Assert.Empty(NvidiaSmi.Devices("No devices were found\n"));

    [Fact]
    public void Processes_are_read_with_the_card_that_they_compute_on() =>
        Assert.Equal([new GpuProcess("GPU-1", 4242, "python3")], NvidiaSmi.Processes("GPU-1, 4242, python3\n[N/A], [N/A], \n"));

    [Fact]
    public void Links_are_ranked_and_network_cards_passed_over()
    {
        var links = GpuLinks.Parse(TwoPairs);
        Assert.True(links.Between(0, 1) > links.Between(0, 2));
        Assert.True(links.Between(0, 2) > links.Between(0, 3));
        Assert.Equal(links.Between(2, 3), links.Between(3, 2));
        Assert.True(GpuLinks.Parse("\tGPU0\tGPU1\nGPU0\t X \tNV18\nGPU1\tNV18\t X \n").Between(0, 1) > links.Between(0, 1));
        Assert.Equal(0, GpuLinks.Unknown.Between(0, 1));
    }

    [Theory]
    [InlineData("0 1 2 3", 2, "0 1")]
    [InlineData("1 2 3", 2, "2 3")]
    [InlineData("0 2 3", 1, "0")]
    [InlineData("0 1 2", 3, "0 1 2")]
    [InlineData("0 1", 3, null)]
    public void The_best_linked_of_the_free_ones_are_chosen(string free, int count, string? chosen)
    {
        var gpus = GpuChoice.Of([.. free.Split(' ').Select(index => Four[int.Parse(index)])], GpuLinks.Parse(TwoPairs), count);
        Assert.Equal(chosen, gpus is null ? null : string.Join(' ', gpus.Select(gpu => gpu.Index)));
    }

    [Fact]
    public void Cards_of_AMD_are_confined_by_their_own_variable()
    {
        IReadOnlyList<GpuDevice> cards = [.. Four.Select(gpu => gpu with { Maker = GpuMaker.Amd })];
        Assert.Equal([2, 3], GpuAllocation.Of(cards, name => name switch { "ROCR_VISIBLE_DEVICES" => "GPU-2,3", "CUDA_VISIBLE_DEVICES" => "0", _ => null }).Select(gpu => gpu.Index));
    }

    [Theory]
    [InlineData(null, null, "0 1 2 3")]
    [InlineData("2,0", null, "2 0")]
    [InlineData("", null, "")]
    [InlineData("1,7,2", null, "1")]
    [InlineData("GPU-3,GPU-1", null, "3 1")]
    [InlineData("GPU", null, "")]
    [InlineData(null, "1,3", "1 3")]
    [InlineData("0", "1,3", "0")]
    public void An_allocation_is_kept_to(string? visible, string? slurm, string mine) =>
        Assert.Equal(mine, string.Join(' ', GpuAllocation.Of(Four, name => name switch { "CUDA_VISIBLE_DEVICES" => visible, "SLURM_JOB_GPUS" => slurm, _ => null }).Select(gpu => gpu.Index)));

    private static GpuDevice Device(int index) => new(index, $"GPU-{index}", "a card", 80L << 30);
}
