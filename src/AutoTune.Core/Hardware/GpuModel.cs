using System.Globalization;

namespace AutoTune.Hardware;

/// <summary>A kind of accelerator. Peaks are the maker's, dense; what an engine reaches is less.</summary>
/// <param name="Id">As studies name it: <c>h100-sxm</c>.</param>
public sealed record GpuModel(string Id)
{
    private const string Cuda = "sm";

    /// <summary>As the makers' tools print the device.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary><c>nvidia</c>, <c>amd</c> or <c>intel</c>.</summary>
    public required string Maker { get; init; }

    /// <summary><c>sm90</c>, <c>gfx942</c>, …</summary>
    public required string Generation { get; init; }

    /// <summary>GiB that the driver reports, else the nominal size.</summary>
    public required double MemoryGib { get; init; }

    /// <summary>GiB that programs see: the driver keeps some for itself.</summary>
    public required double UsableGib { get; init; }

    /// <summary>GB/s of its memory.</summary>
    public required double BandwidthGBs { get; init; }

    /// <summary>Precision (<c>bf16</c>, <c>fp16</c>, <c>fp8</c>, <c>fp4</c>, <c>int8</c>) → 10^12 operations per second; absent where it has none.</summary>
    public required IReadOnlyDictionary<string, double> Tflops { get; init; }

    /// <summary>GB/s in one direction to the other GPUs of its node; 0 where they talk through PCIe.</summary>
    public required double LinkGBs { get; init; }

    public required double PowerWatts { get; init; }

    public required string Source { get; init; }

    /// <summary>The figures were read in the source.</summary>
    public required bool IsChecked { get; init; }

    /// <summary>90 for <c>sm90</c>; 0 where it is none of NVIDIA's.</summary>
    public int ComputeCapability => Generation.StartsWith(Cuda, StringComparison.Ordinal) ? int.Parse(Generation[Cuda.Length..], CultureInfo.InvariantCulture) : 0;
}
