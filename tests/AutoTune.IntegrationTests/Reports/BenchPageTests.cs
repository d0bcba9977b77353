using AutoTune.Tests.Reports;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace AutoTune.IntegrationTests.Reports;

public sealed class BenchPageTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    [Theory]
    [InlineData(true, 1280, false)]
    [InlineData(true, 390, true)]
    [InlineData(false, 1280, false)]
    public async Task Load_tests_are_drawn_without_complaint_and_without_the_network(bool limits, int width, bool dark)
    {
        await using var page = await browser.OpenAsync(SampleBench.Sweep(limits), new ReportView { Width = width, Dark = dark });
        await page.PictureAsync($"bench-{width}-{(limits ? "slo" : "plain")}");
        Assert.Empty(page.Complaints);
        Assert.Equal("file", Assert.Single(page.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Select(url => new Uri(url).Scheme)));
        Assert.Equal(5, await page.Page.Locator("#tests tbody tr").CountAsync());
        Assert.Equal(limits ? "Within the SLO up to 4 requests/s" : "Up to 762 output tokens/s", await page.Page.InnerTextAsync("h1"));
        Assert.Contains("the client read 7.2 ms late", await page.Page.InnerTextAsync("#tests"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await page.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.True(await page.Page.Locator("#front svg").CountAsync() > 0);
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Select(violation => $"{violation.Impact} {violation.Id}: {violation.Nodes[0].Html} {violation.Help}"));
    }
}
