using AutoTune.Cli.Composition;
using AutoTune.Cli.Display;
using AutoTune.Cli.Json;
using AutoTune.Preflight;
using AutoTune.Reports;
using Xunit;

namespace AutoTune.Tests.Cli;

public sealed class EstimateTests : IDisposable
{
    private readonly BadStudies _studies = new();

    public void Dispose() => _studies.Dispose();

    [Fact]
    public void What_is_worth_trying_can_start_and_comes_best_first()
    {
        var ready = Load(BadStudies.GoodHub.Replace("2 x h100-sxm", "1 x h100-sxm", StringComparison.Ordinal));
        var estimate = new SpaceEstimator(ready).Estimate(top: 5, TestContext.Current.CancellationToken);

        Assert.Null(estimate.WhyNotRanked);
        Assert.InRange(estimate.Ranked.Count, 3, 5);
        Assert.All(estimate.Ranked, config => Assert.True(ready.Plan.Admission.Admit(config.Config).IsAdmitted));
        Assert.Equal(estimate.Ranked.OrderByDescending(config => config.Prediction.Capacity / config.Gpus).First(), estimate.Ranked[0]);
        Assert.Equal("fp8", estimate.Ranked[0].Config["weights"].ToString());
        Assert.All(estimate.Ranked, config => Assert.InRange(config.Prediction.Tpot, 0.001, 0.05));
        var vllm = Assert.Single(estimate.Engines);
        Assert.InRange(vllm.Share, 0.001, 0.9);
        Assert.Equal(vllm.Drawn - vllm.Feasible, vllm.Exclusions.Sum(exclusion => exclusion.Count));
        PageAndTextSay(EstimateDocument.Of(ready, estimate, TimeSpan.FromSeconds(1.5)));
    }

    private static void PageAndTextSay(EstimateDocument document)
    {
        var page = TablePage.Render("Estimate", EstimateText.Tables(document));
        Assert.All(document.Ranked, config => Assert.Contains($"<td>{config.Settings}</td>", page, StringComparison.Ordinal));
        Assert.Contains("meta-llama/Llama-3.1-8B-Instruct on 1 x h100-sxm", page, StringComparison.Ordinal);
        using var words = new StringWriter();
        EstimateText.Write(words, document);
        Assert.Contains($"{document.Ranked[0].Settings}", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_fits_nowhere_is_one_error_before_anything_starts()
    {
        var study = BadStudies.GoodHub.Replace("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-405B-Instruct", StringComparison.Ordinal).Replace("[bf16, fp8]", "[bf16]", StringComparison.Ordinal);
        Assert.Equal(
            "study.yaml:6:11: nothing of the space can start here: vllm as it comes does not fit: the weights alone take 756.0 of a GPU's 79.2 GiB",
            Assert.Single(_studies.Errors(study)));
    }

    [Fact]
    public void Without_a_gpu_nothing_is_ranked_and_that_is_said()
    {
        var estimate = new SpaceEstimator(Load(BadStudies.Good)).Estimate(top: 3, TestContext.Current.CancellationToken);
        Assert.Empty(estimate.Ranked);
        Assert.Equal("the performance model knows GPUs alone, and the study has none", estimate.WhyNotRanked);
        Assert.InRange(Assert.Single(estimate.Engines).Share, 0.001, 1);
    }

    private CheckedStudy Load(string study) => StudyLoader.Load(_studies.Folder.Write("study.yaml", study), new());
}
