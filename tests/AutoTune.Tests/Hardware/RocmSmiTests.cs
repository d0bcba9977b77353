using AutoTune.Hardware;
using Xunit;

namespace AutoTune.Tests.Hardware;

/// <summary>From what people recorded on their machines: cards, members and sections are cut away, and no value is changed.</summary>
public sealed class RocmSmiTests
{
    // https://github.com/wandb/wandb, core/pkg/monitor/gpu_amd_test.go: rocm-smi -a --json of ROCm 5 and of ROCm 6.
    private const string Mi250OfRocm5 = """{"card0": {"GPU ID": "0x740c", "Unique ID": "0x719d230578348e8c", "VBIOS version": "113-D65209-073", "PCI Bus": "0000:2F:00.0", "Card series": "AMD INSTINCT MI250 (MCM) OAM AC MBA", "Card model": "0x0b0c", "Card SKU": "D65209"}, "system": {"Driver version": "6.2.4"}}""";
    private const string Mi250OfRocm6 = """{"card0": {"Device Name": "AMD INSTINCT MI250 (MCM) OAM AC MBA", "Device ID": "0x740c", "GUID": "64146", "Unique ID": "0x1f9de0957d137942", "PCI Bus": "0000:29:00.0", "Card Series": "AMD INSTINCT MI250 (MCM) OAM AC MBA", "Card Model": "0x740c", "Node ID": "2", "GFX Version": "gfx9010"}, "system": {"Driver version": "6.2.4"}}""";

    // https://github.com/pytorch/serve, frontend/server/src/test/java/org/pytorch/serve/device/utils/ROCmUtilTest.java
    private const string SecondDieOfMi250 = """{"card1": {"GUID": "45873", "Average Graphics Package Power (W)": "N/A (Secondary die)", "GPU use (%)": "0", "VRAM Total Memory (B)": "68702699520", "VRAM Total Used Memory (B)": "11665408", "Card Series": "AMD INSTINCT MI250 (MCM) OAM AC MBA", "Node ID": "5"}}""";

    // https://github.com/ggalancs/hfl, tests/test_residency.py: an MI300X on which llama-server holds a model.
    private const string Mi300X = """{"card0": {"VRAM Total Memory (B)": "205822885888", "VRAM Total Used Memory (B)": "2654650368"}}""";

    // https://github.com/marimo-team/marimo/issues/9237
    private const string Rx7900 = """
        {
          "card0": {
            "GPU use (%)": "0",
            "VRAM Total Memory (B)": "21458059264",
            "VRAM Total Used Memory (B)": "27856896",
            "Card Series": "Radeon RX 7900 XT",
            "Card Model": "0x744c",
            "Card Vendor": "Advanced Micro Devices, Inc. [AMD/ATI]",
            "Card SKU": "D70401XT",
            "Node ID": "1",
            "GUID": "26967",
            "GFX Version": "gfx1100"
          }
        }
        """;

    // https://github.com/sebhildebrandt/systeminformation/pull/960
    private const string Integrated = """{"card0": {"Device Name": "Phoenix3", "Device ID": "0x1900", "GUID": "45560", "Unique ID": "N/A", "Serial Number": "N/A", "PCI Bus": "0000:C4:00.0"}}""";

    // https://github.com/ROCm/rocm_smi_lib/issues/220 ("with any options it outputs") and https://github.com/ROCm/legacy-rocm-build/issues/5849: put around the JSON here.
    private const string Before = "Exception caught: map::at:  key not found\n";
    private const string After = "WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status\n\n";

    // https://github.com/SoftPointer/VideoActionEditing, methods/bernini_action_editing/tests/generic_action_fit40_r14_gpu280_runtime_suite_v1.py: two groups of four cards.
    private const string TwoGroups = """

        ============================ ROCm System Management Interface ============================
        ================================ Weight between two GPUs =================================
               GPU0         GPU1         GPU4         GPU5
        GPU0   0            15           72           72
        GPU1   15           0            72           72
        GPU4   72           72           0            15
        GPU5   72           72           15           0

        ================================= Hops between two GPUs ==================================
               GPU0         GPU1         GPU4         GPU5
        GPU0   0            1            3            3
        GPU1   1            0            3            3
        GPU4   3            3            0            1
        GPU5   3            3            1            0

        =============================== Link Type between two GPUs ===============================
               GPU0         GPU1         GPU4         GPU5
        GPU0   0            XGMI         PCIE         PCIE
        GPU1   XGMI         0            PCIE         PCIE
        GPU4   PCIE         PCIE         0            XGMI
        GPU5   PCIE         PCIE         XGMI         0

        ======================================= Numa Nodes =======================================
        ================================== End of ROCm SMI Log ===================================
        """;

    // https://github.com/modelscope/ms-swift, docs/source_en/BestPractices/AMD-support.md: eight cards 0x74a2 of 192 GiB, asleep.
    private const string Asleep = """
        ============================ ROCm System Management Interface ============================
        WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status

        ================================ Weight between two GPUs =================================
               GPU0         GPU1
        GPU0   0            15
        GPU1   15           0

        =============================== Link Type between two GPUs ===============================
               GPU0         GPU1
        GPU0   0            XGMI
        GPU1   XGMI         0

        ======================================= Numa Nodes =======================================
        """;

    // https://github.com/ROCm/ROCm/issues/1746: rocm-smi -a of ROCm 4.5.2, two Vega 64.
    private const string OneProcessOnTwoCards = "================================== Unique ID ===================================\n"
        + "GPU[0]\t\t: Unique ID: 0x215084616963084\n\nGPU[1]\t\t: Unique ID: 0x2150654c1aa5144\n\n"
        + "================================ KFD Processes =================================\nKFD process information:\n\n"
        + "PID \tPROCESS NAME\tGPU(s)\tVRAM USED  \tSDMA USED\tCU OCCUPANCY\t\n\n1319\tteamredminer\t2     \t14147411968\t0        \t20          \t\n\n"
        + "================================================================================\n============================= GPUs Indexed by PID ==============================\n"
        + "PID 1319 is using 2 DRM device(s):\n0 1 \n================================================================================\n";

    // https://github.com/thamada/nvidia-smi, gls/MI300X_x4_smi.py: rocm-smi -a of four MI300X, of which the last two are cut away.
    private const string NoneOnMi300X = "======================================= Unique ID ========================================\n"
        + "GPU[0]\t\t: Unique ID: 0x8d1457e2c20f59d2\nGPU[1]\t\t: Unique ID: 0xb4fa34630e85d42a\n"
        + "===================================== KFD Processes ======================================\n"
        + "get_compute_process_info_by_pid, Not supported on the given system\nKFD process information:\n"
        + "PID    \tPROCESS NAME\tGPU(s)\tVRAM USED\tSDMA USED\tCU OCCUPANCY\t\n1188185\tUNKNOWN     \t0     \tUNKNOWN  \tUNKNOWN  \tUNKNOWN     \t\n"
        + "================================== GPUs Indexed by PID ===================================\nPID 1188185 is using 0 DRM device(s)\n"
        + "====================================== Product Info ======================================\nGPU[0]\t\t: Card series: \t\tAMD Instinct MI300X OAM\n"
        + "GPU[1]\t\t: Card series: \t\tAMD Instinct MI300X OAM\n=============================== Current Compute Partition ================================\n"
        + "GPU[0]\t\t: Compute Partition: SPX\nGPU[1]\t\t: Compute Partition: SPX\n";

    // https://github.com/makodevai/gpuq, tests/test_hip_runtime.py: a node of gfx942.
    private const string CardPerLine = "================================== GPUs Indexed by PID ===================================\n"
        + "PID 78912 is using 0 DRM device(s)\nPID 79301 is using 1 DRM device(s):\n1 \nPID 9710 is using 0 DRM device(s)\n"
        + "PID 1949829 is using 2 DRM device(s):\n0 \n1 \nPID 10678 is using 1 DRM device(s):\n0 \n"
        + "==========================================================================================\n";

    // The second is the Uuid that rocminfo prints of the same card: https://github.com/ROCm/rocm_smi_lib/issues/165.
    [Theory]
    [InlineData(Mi250OfRocm5, "GPU-719d230578348e8c")]
    [InlineData(Mi250OfRocm6, "GPU-1f9de0957d137942")]
    public void A_card_has_the_UUID_of_the_runtime_whichever_version_names_its_members(string json, string uuid) =>
        Assert.Equal([new GpuDevice(0, uuid, "AMD INSTINCT MI250 (MCM) OAM AC MBA", 0) { Maker = GpuMaker.Amd, Driver = "6.2.4" }], RocmSmi.Devices(json));

    [Fact]
    public void A_card_that_tells_no_number_of_its_own_is_named_by_its_place()
    {
        Assert.Equal([new GpuDevice(0, "card0", "Radeon RX 7900 XT", 21458059264) { Maker = GpuMaker.Amd }], RocmSmi.Devices(Rx7900));
        Assert.Equal([new GpuDevice(1, "card1", "AMD INSTINCT MI250 (MCM) OAM AC MBA", 68702699520) { Maker = GpuMaker.Amd }], RocmSmi.Devices(SecondDieOfMi250));
        Assert.Equal([new GpuDevice(0, "0000:C4:00.0", "Phoenix3", 0) { Maker = GpuMaker.Amd }], RocmSmi.Devices(Integrated));
    }

    [Fact]
    public void Warnings_before_and_after_the_JSON_are_passed_over()
    {
        Assert.Equal(RocmSmi.Devices(Rx7900), RocmSmi.Devices(Before + Rx7900 + After));
        Assert.Equal(RocmSmi.MemoryUsed(Mi300X), RocmSmi.MemoryUsed(After + Mi300X + Before));
    }

    // https://github.com/ROCm/legacy-rocm-build/issues/4374 and https://github.com/ROCm/legacy-rocm-build/issues/5736; a recording that is cut off; a tool that is silent.
    [Theory]
    [InlineData("WARNING: No JSON data to report\n")]
    [InlineData("ERROR:root:Driver not initialized (amdgpu not found in modules)\n")]
    [InlineData("""{"card0": {"VRAM Total Memory (B)": "205822885888", "VRAM To""")]
    [InlineData("")]
    public void A_tool_that_has_nothing_to_say_has_no_cards(string output)
    {
        Assert.Empty(RocmSmi.Devices(output));
        Assert.Empty(RocmSmi.MemoryUsed(output));
        Assert.Empty(RocmSmi.Processes(output));
        Assert.Equal(0, RocmSmi.Links(output).Between(0, 1));
    }

    [Fact]
    public void Memory_in_use_is_that_of_the_cards_that_tell_it()
    {
        Assert.Equal(new Dictionary<string, long> { ["card0"] = 2654650368 }, RocmSmi.MemoryUsed(Mi300X));
        Assert.Equal(new Dictionary<string, long> { ["card1"] = 11665408 }, RocmSmi.MemoryUsed(SecondDieOfMi250));
        Assert.Empty(RocmSmi.MemoryUsed(Mi250OfRocm6));
    }

    [Fact]
    public void XGMI_is_ranked_before_the_bus()
    {
        var links = RocmSmi.Links(TwoGroups);
        Assert.True(links.Between(0, 1) > links.Between(0, 4));
        Assert.Equal(links.Between(0, 1), links.Between(5, 4));
        Assert.True(links.Between(1, 5) > links.Between(0, 2), "a pair that is not told is the last");
        Assert.True(RocmSmi.Links(Asleep).Between(0, 1) > 0);
    }

    [Fact]
    public void A_pair_within_one_group_is_chosen()
    {
        var free = new[] { 1, 4, 5 }.Select(index => new GpuDevice(index, $"card{index}", "a card", 64L << 30)).ToArray();
        Assert.Equal([4, 5], GpuChoice.Of(free, RocmSmi.Links(TwoGroups), 2)!.Select(gpu => gpu.Index));
    }

    [Fact]
    public void A_process_is_on_each_card_that_it_computes_on() =>
        Assert.Equal([new GpuProcess("GPU-0215084616963084", 1319, "teamredminer"), new GpuProcess("GPU-02150654c1aa5144", 1319, "teamredminer")], RocmSmi.Processes(OneProcessOnTwoCards));

    [Fact]
    public void A_process_that_only_has_the_driver_open_is_on_no_card()
    {
        Assert.Equal(["GPU-8d1457e2c20f59d2", "GPU-b4fa34630e85d42a"], RocmReport.CardsIn(NoneOnMi300X).Select(card => card.Uuid));
        Assert.Empty(RocmSmi.Processes(NoneOnMi300X));
    }

    [Fact]
    public void Cards_of_a_process_may_be_told_one_a_line() => Assert.Equal([(79301, 1), (1949829, 0), (1949829, 1), (10678, 0)], RocmSmi.Uses(CardPerLine));
}
