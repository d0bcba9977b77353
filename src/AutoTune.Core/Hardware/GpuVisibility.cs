using System.Globalization;

namespace AutoTune.Hardware;

/// <summary>Variables by which a process sees the cards that it leased, and no other.</summary>
public static class GpuVisibility
{
    private const string Order = "CUDA_DEVICE_ORDER";
    internal const string Cuda = "CUDA_VISIBLE_DEVICES";
    internal const string Rocr = "ROCR_VISIBLE_DEVICES";
    internal const string Hip = "HIP_VISIBLE_DEVICES";

    /// <summary>They hold for one lease, and belong in no export.</summary>
    public static IReadOnlyList<string> Names { get; } = [Order, Cuda, Rocr, Hip];

    /// <summary>NVIDIA's by number, as the driver counts; AMD's by UUID, since its tool and its runtime may count in another order.</summary>
    public static IReadOnlyDictionary<string, string> Variables(IReadOnlyList<GpuDevice> gpus) => gpus switch
    {
        [] => new Dictionary<string, string>(),
        [{ Maker: GpuMaker.Amd }, ..] => new Dictionary<string, string>
        {
            [Rocr] = string.Join(',', gpus.Select(gpu => gpu.Uuid)),
            // What is inherited counts among all cards; among those that ROCR lets through, it is all of them.
            [Hip] = AllOf(gpus),
            [Cuda] = AllOf(gpus),
        },
        _ => new Dictionary<string, string>
        {
            [Order] = "PCI_BUS_ID",
            [Cuda] = string.Join(',', gpus.Select(gpu => gpu.Index.ToString(CultureInfo.InvariantCulture))),
        },
    };

    private static string AllOf(IReadOnlyList<GpuDevice> gpus) => string.Join(',', Enumerable.Range(0, gpus.Count).Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
