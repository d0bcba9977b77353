using AutoTune.Reports;
using AutoTune.Tests.Reports;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace AutoTune.IntegrationTests.Reports;

public sealed class ReportPageTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    internal static readonly IReadOnlyDictionary<string, Func<StudyReport>> Studies = new Dictionary<string, Func<StudyReport>>
    {
        ["replaced"] = SampleReport.Replaced,
        ["kept"] = SampleReport.Kept,
        ["infeasible"] = SampleReport.Infeasible,
        ["running"] = () => SampleReport.Running(8),
        ["first-trial"] = () => SampleReport.Running(1),
        ["nothing-yet"] = () => SampleReport.Running(0),
        ["command"] = () => SampleReport.Command(60),
    };

    public static TheoryData<string> Names => [.. Studies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_kind_of_study_is_drawn_without_complaint_and_without_the_network(string name)
    {
        await using var report = await browser.OpenAsync(Studies[name]());
        await report.PictureAsync($"desktop-{name}");
        Assert.Empty(report.Complaints);
        Assert.Equal("file", Assert.Single(report.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Select(url => new Uri(url).Scheme)));
        Assert.Equal(VerdictSentence.Headline(Studies[name]()), await report.Page.InnerTextAsync("h1"));
        Assert.Equal(Studies[name]().Trials.Count, await report.Page.Locator(".trials .open").CountAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_phone_needs_no_horizontal_scrolling(string name)
    {
        await using var report = await browser.OpenAsync(Studies[name](), new ReportView { Width = 360, Height = 740 });
        await report.Page.EvaluateAsync("document.querySelectorAll('.trials .open').forEach(button => button.click())");
        await report.Page.WaitForTimeoutAsync(300);
        await report.PictureAsync($"phone-{name}");
        Assert.Equal(360, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(report.Complaints);
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task Axe_finds_no_violation(bool dark, int width)
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced(), new ReportView { Dark = dark, Width = width });
        await report.Page.ClickAsync("#trial-17 .open");
        await report.Page.ClickAsync("#trial-6 .open");
        await report.Page.WaitForTimeoutAsync(200);
        await report.PictureAsync($"{(dark ? "dark" : "light")}-{width}-open");
        var result = await report.Page.RunAxe();
        Assert.Empty(result.Violations.Select(violation => $"{violation.Impact} {violation.Id}: {violation.Nodes[0].Html} {violation.Help}"));
    }

    [Fact]
    public async Task Trials_sort_by_a_column_both_ways_with_missing_figures_last()
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced());
        var best = SampleReport.Replaced().Trials.Where(t => t.Metrics.ContainsKey("capacity")).OrderByDescending(t => t.Metrics["capacity"].Value).ToList();
        var sort = report.Page.Locator(".trials .sort", new PageLocatorOptions { HasText = "capacity" });

        await sort.ClickAsync();
        Assert.Equal($"{best[0].Number}", await FirstTrialAsync(report.Page));
        await sort.ClickAsync();
        Assert.Equal($"{best[^1].Number}", await FirstTrialAsync(report.Page));
        Assert.Equal("ascending", await report.Page.Locator(".trials th[aria-sort]").GetAttributeAsync("aria-sort"));
        Assert.Empty(await report.Page.Locator(".trials tbody tr:not(.detail)").Last.Locator("td").Nth(1).InnerTextAsync());
    }

    [Fact]
    public async Task A_deep_link_opens_its_trial_and_shows_why_it_failed()
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced(), new ReportView { Hash = "#trial-12" });
        var detail = report.Page.Locator("#trial-12-detail");
        await Assertions.Expect(detail).ToBeVisibleAsync();
        await Assertions.Expect(detail).ToContainTextAsync("Why it failed: host oom");
        await Assertions.Expect(detail).ToContainTextAsync("exit code 137 after 3.1 s");
        await Assertions.Expect(report.Page.Locator("#trial-12 .open")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_trial_opens_on_command_probes_and_log_and_a_point_of_the_front_leads_to_it()
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced());
        await report.Page.Locator("#pareto svg a[aria-label^='Trial 17 ']").First.ClickAsync();
        var detail = report.Page.Locator("#trial-17-detail");
        await Assertions.Expect(detail).ToBeVisibleAsync();
        await Assertions.Expect(detail).ToContainTextAsync("llama-server --model");
        await Assertions.Expect(detail).ToContainTextAsync("TTFT p50");
        await Assertions.Expect(detail.Locator(".chart svg")).ToBeVisibleAsync();
        await detail.Locator("summary").ClickAsync();
        await Assertions.Expect(detail).ToContainTextAsync("all slots are idle");
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_a_trial_and_opens_it()
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced());
        await report.Page.Keyboard.PressAsync("Tab");
        await report.Page.Keyboard.PressAsync("Enter");
        for (var presses = 0; presses < 20 && !await report.Page.EvaluateAsync<bool>("document.activeElement.classList.contains('open')"); presses++)
        {
            await report.Page.Keyboard.PressAsync("Tab");
        }

        await report.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(report.Page.Locator("#trial-0-detail")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_the_verdict_is_readable()
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced(), new ReportView { Scripts = false });
        Assert.Contains("1.64 × the baseline's capacity", await report.Page.InnerTextAsync("#sentence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_theme_button_goes_over_the_system_choice()
    {
        await using var report = await browser.OpenAsync(SampleReport.Replaced(), new ReportView { Dark = true });
        await report.Page.ClickAsync("header button");
        Assert.Equal("rgb(255, 255, 255)", await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Five_hundred_trials_are_there_within_seconds()
    {
        var report = SampleReport.Replaced();
        var many = report with
        {
            Trials = [.. Enumerable.Range(0, 500).Select(number => report.Trials[number % 24] with { Number = number })],
            TrialCounts = report.TrialCounts with { Asked = 500 },
        };
        await using var opened = await browser.OpenAsync(many);
        Assert.Equal(500, await opened.Page.Locator(".trials .open").CountAsync());
        Assert.InRange(await opened.Page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].loadEventEnd"), 0, 5000);
        Assert.Empty(opened.Complaints);
    }

    private static Task<string> FirstTrialAsync(IPage page) => page.Locator(".trials .open").First.InnerTextAsync();
}
