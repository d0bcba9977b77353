using System.Collections.Immutable;
using AutoTune.Exports;
using AutoTune.Yaml;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Exports;

/// <summary>What is exported can be read back as a baseline, whatever the arguments hold.</summary>
public sealed class RoundTripTests
{
    private const string Hostile = "ab-'\"\\$`{}()[]<>|&;#!*?~=:,%@ \t\n\r/.0\u00e9\u4e16\u0085\u2028\ufeff";

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Char[Hostile].Array[0, 12].Select(chars => new string(chars)),
        Gen.OneOf("", "-", "--", "---", "--flag", "-1", "$$", "$(x)", "$$(x)", "${X:-y}", "$HOME", "'", "''", "\"", "\\", "\n", "\r\n", " ", "yes", "null", "~", "1e3", "0x1f", "a: b", "- a", "# no", "%", "😀 🦙", "&&", "${", "on", "=", "A=b"));

    private static readonly Gen<ImmutableArray<string>> Arguments = Text.Array[0, 8].Select(items => items.ToImmutableArray());

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Environment =
        Gen.Select(Gen.OneOf("A", "LLAMA_ARG_X", "_y", "OMP_NUM_THREADS"), Text).Array[0, 3]
            .Select(pairs => LaunchCommand.EmptyEnvironment.SetItems(pairs.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))));

    private static readonly Gen<string> PresetValue = Gen.OneOf(
        Gen.Char["ab$'\"\\/=,.: {}0"].Array[1, 9].Select(chars => new string(chars).Trim()).Where(text => text.Length > 0 && text != "true"),
        Gen.OneOf("-1", "on", "/a b/c.gguf", "{\"a\": [1]}"));

    [Fact]
    public void A_shell_script_reads_back_as_what_was_written() =>
        Gen.Select(Arguments, Environment).Sample((arguments, environment) =>
        {
            var command = new LaunchCommand { Program = "llama-server", Arguments = arguments, Environment = environment, WorkingDirectory = "/srv/it's here" };
            AssertSame(command, ReadBack(new ShellExport(), ExportSamples.Document with { Native = command }));
        });

    [Fact]
    public void A_systemd_unit_reads_back_as_what_was_written() =>
        Gen.Select(Arguments, Environment).Sample((arguments, environment) =>
        {
            var command = new LaunchCommand { Program = "/opt/it's 50% here/llama-server", Arguments = arguments, Environment = environment, WorkingDirectory = "/srv/50% of it" };
            AssertSame(command, ReadBack(new SystemdExport(), ExportSamples.Document with { Native = command }));
        });

    [Theory]
    [InlineData("docker-run")]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    [InlineData("quadlet")]
    public void A_container_reads_back_as_what_was_written(string format) =>
        Gen.Select(Arguments, Environment, Gen.OneOf<string?>(null, "llama-server"), Gen.Int[0, 8], Gen.Int[1, 3]).Sample((arguments, environment, program, gpus, replicas) =>
        {
            var command = ExportSamples.Document.Container! with { Arguments = Unambiguous(program, arguments), Environment = environment, Program = program, Gpus = gpus, Replicas = format is "compose" or "kubernetes" ? replicas : 1 };
            AssertSame(command, ReadBack(ExportCatalog.Find(format), ExportSamples.Document with { Container = command }));
        });

    [Theory]
    [InlineData("/models of ours/it's", "compose")]
    [InlineData("/models of ours/$HOME/it's", "docker-run")]
    [InlineData("/a \"quoted\" {folder}", "docker-run")]
    [InlineData("/a \"quoted\" {folder} $x", "compose")]
    [InlineData("/a $x", "kubernetes")]
    public void The_folder_of_the_model_is_read_back(string folder, string format)
    {
        var command = ExportSamples.Document.Container! with { Mounts = [new Mount(folder, "/models", ReadOnly: true)] };
        Assert.Equal(command.Mounts, ReadBack(ExportCatalog.Find(format), ExportSamples.Document with { Container = command }).Mounts);
    }

    [Fact]
    public void A_preset_file_reads_back_as_what_was_written() =>
        Gen.Select(Gen.Select(Gen.OneOf("--parallel", "--no-mmap", "--model", "--a.b", "--ctx-size", "--flash-attn"), PresetValue.Null()).Array[0, 5], Environment).Sample((options, environment) =>
        {
            var arguments = options.DistinctBy(option => option.Item1).SelectMany(option => option.Item2 is { } value ? new[] { option.Item1, value } : [option.Item1]);
            var quiet = environment.Where(pair => !pair.Value.Any(char.IsControl));
            var command = new LaunchCommand { Program = "llama-server", Arguments = [.. arguments], Environment = LaunchCommand.EmptyEnvironment.SetItems(quiet) };
            AssertSame(command, ReadBack(new EngineConfigExport(), ExportSamples.Document with { Native = command }));
        });

    [Fact]
    public void A_preset_file_either_refuses_a_command_line_or_reads_back_as_it() =>
        Arguments.Sample(arguments =>
        {
            var command = new LaunchCommand { Program = "llama-server", Arguments = arguments };
            var document = ExportSamples.Document with { Native = command };
            string text;
            try
            {
                text = new EngineConfigExport().Write(document);
            }
            catch (InvalidInputException)
            {
                return;
            }

            AssertSame(command, ExportSamples.Reader().Read(text, "x.ini", new Diagnostics()).Command);
        });

    // An argument that is itself the engine's name would be taken for what starts it.
    private static ImmutableArray<string> Unambiguous(string? program, ImmutableArray<string> arguments) => program is null ? ["--first", .. arguments] : arguments;

    private static LaunchCommand ReadBack(IExportFormat format, ExportDocument document) =>
        ExportSamples.Reader().Read(format.Write(document), format.FileName, new Diagnostics()).Command;

    private static void AssertSame(LaunchCommand expected, LaunchCommand actual)
    {
        Assert.Equal(expected.Program, actual.Program);
        Assert.Equal(expected.Image, actual.Image);
        Assert.Equal(expected.Arguments, actual.Arguments);
        Assert.Equal(expected.Environment, actual.Environment);
        Assert.Equal(expected.PassedEnvironment, actual.PassedEnvironment);
        Assert.Equal(expected.WorkingDirectory, actual.WorkingDirectory);
        Assert.Equal(expected.Gpus, actual.Gpus);
        Assert.Equal(expected.Replicas, actual.Replicas);
        Assert.Equal(expected.Mounts, actual.Mounts);
    }
}
