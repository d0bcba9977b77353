using AutoTune.Hardware;
using Xunit;

namespace AutoTune.Tests.Hardware;

public sealed class GpuCatalogueTests
{
    public static TheoryData<string> Ids => [.. GpuCatalogue.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_figures_are_those_of_an_accelerator(string id)
    {
        var gpu = GpuCatalogue.Find(id)!;
        Assert.InRange(gpu.MemoryGib, 16, 300);
        Assert.InRange(gpu.BandwidthGBs, 300, 8000);
        Assert.InRange(gpu.Tflops["fp16"] / gpu.BandwidthGBs, 0.05, 0.6);    // TFLOPS a GB/s: hardware of one decade
        Assert.All(gpu.Tflops.Keys, precision => Assert.Contains(precision, new[] { "bf16", "fp16", "fp8", "fp4", "int8" }));
        Assert.Equal(gpu.Maker == "nvidia", gpu.ComputeCapability is >= 75 and <= 120);
        Assert.Equal(gpu.ComputeCapability >= 89 || gpu.Maker != "nvidia", gpu.Tflops.ContainsKey("fp8"));
        Assert.NotEmpty(gpu.Names);
    }

    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3", 81559, "h100-sxm")]
    [InlineData("NVIDIA H100 PCIe", 81559, "h100-pcie")]
    [InlineData("NVIDIA H200", 143771, "h200-sxm")]
    [InlineData("NVIDIA L4", 23034, "l4")]
    [InlineData("NVIDIA L40S", 46068, "l40s")]
    [InlineData("NVIDIA A100-SXM4-80GB", 81920, "a100-80-sxm")]
    [InlineData("NVIDIA A100-SXM4-40GB", 40960, "a100-40-sxm")]
    [InlineData("AMD Instinct MI300X OAM", 196592, "mi300x")]
    [InlineData("NVIDIA L40S", 23034, null)]              // half of one: a partition is no such card
    [InlineData("NVIDIA GeForce GTX 1080", 8192, null)]
    public void A_device_is_known_by_its_name_and_its_memory(string name, long mebibytes, string? id) =>
        Assert.Equal(id, GpuCatalogue.Of(new(0, "GPU-0", name, mebibytes << 20))?.Id);

    [Fact]
    public void No_two_kinds_share_a_name() => Assert.Equal(GpuCatalogue.Models.Sum(model => model.Names.Count), GpuCatalogue.Models.SelectMany(model => model.Names).Distinct().Count());
}
