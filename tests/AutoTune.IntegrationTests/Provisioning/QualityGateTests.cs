using AutoTune.Load;
using AutoTune.Quality;
using AutoTune.Studies;
using Xunit;

namespace AutoTune.IntegrationTests.Provisioning;

/// <summary>The agreement that decides which precision may win, on the real engine.</summary>
public sealed class QualityGateTests(FetchedEngine engine, ITestOutputHelper output) : IClassFixture<FetchedEngine>
{
    /// <summary>Of those that come with AutoTune, enough to tell these apart.</summary>
    private static readonly IReadOnlyList<string> Prompts = [.. QualityPrompts.BuiltIn.Take(4)];

    [Fact]
    public async Task A_model_agrees_with_itself_and_a_broken_one_does_not()
    {
        using var http = ServingHttp.CreateClient();
        var reference = await WithServerAsync(engine.Model.Files["F16"].Path, http, client => AgreementReference.CreateAsync("F16", Prompts, client, TestContext.Current.CancellationToken));
        output.WriteLine($"F16 alone against itself at eight requests at once: {reference.WithItself}");

        // Another launch, with other batches.
        var again = await CompareAsync(reference, http, engine.Model.Files["F16"].Path, "--batch-size", "64", "--ubatch-size", "32");
        var eight = await CompareAsync(reference, http, engine.Model.Files["Q8_0"].Path);
        var four = await CompareAsync(reference, http, engine.Model.Files["Q4_0"].Path);
        var broken = await CompareAsync(reference, http, Broken(engine.Model.Files["F16"].Path));

        Assert.InRange(reference.WithItself.Share, 0.97, 1);
        Assert.InRange(again.Share, 0.97, 1);
        Assert.InRange(eight.Share, 0.9, 1);
        Assert.True(broken.Share < QualityGate.Agreement.KeptOfSelfAgreement * reference.WithItself.Share, $"a broken model agrees in {broken.Share:P1}");
        Assert.True(four.Share <= eight.Share + 0.05);
        Assert.True(again.Divergence <= eight.Divergence && eight.Divergence <= four.Divergence && four.Divergence <= broken.Divergence, $"{again.Divergence} {eight.Divergence} {four.Divergence} {broken.Divergence}");
    }

    private async Task<Agreement> CompareAsync(AgreementReference reference, HttpClient http, string model, params string[] arguments)
    {
        var agreement = await WithServerAsync(model, http, client => reference.CompareAsync(client, TestContext.Current.CancellationToken), arguments);
        output.WriteLine($"{Path.GetFileName(model)} {string.Join(' ', arguments)}: {agreement} {agreement.Share:P1}");
        return agreement;
    }

    private async Task<T> WithServerAsync<T>(string model, HttpClient http, Func<GreedyClient, Task<T>> use, params string[] arguments)
    {
        await using var server = await RunningServer.StartAsync(engine.Tools.LlamaServer, [.. arguments, "--model", model, "--parallel", "8"]);
        return await use(new(http, new(server.Address, "m")));
    }

    /// <summary>Nearly all of its weights are zero: it loads, and it answers. Half of them would do little to this model, whose words follow each other by a table.</summary>
    private string Broken(string model)
    {
        var path = Path.Combine(engine.Cache, "broken-F16.gguf");
        File.Copy(model, path, overwrite: true);
        using var file = File.OpenWrite(path);
        file.Position = file.Length / 20;
        var zeros = new byte[1 << 20];
        for (var left = file.Length - file.Position; left > 0; left -= zeros.Length)
            file.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
        return path;
    }
}
