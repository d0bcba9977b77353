using AutoTune.Reports;
using Microsoft.Playwright;
using Xunit;

namespace AutoTune.IntegrationTests.Reports;

/// <summary>A headless Chromium, and a folder for the pages that it opens from disk as a reader would.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("autotune-pages-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        _folder.Delete(recursive: true);
    }

    internal Task<OpenReport> OpenAsync(StudyReport report, ReportView? view = null)
    {
        var folder = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        ReportWriter.Write(report, folder);
        return OpenAsync(Path.Combine(folder, ReportWriter.PageFile), view ?? new ReportView());
    }

    internal Task<OpenReport> OpenAsync(BenchReport report, ReportView? view = null)
    {
        var page = Path.Combine(_folder.FullName, Path.GetRandomFileName(), "bench.html");
        ReportWriter.WritePage(report, page);
        return OpenAsync(page, view ?? new ReportView());
    }

    private async Task<OpenReport> OpenAsync(string page, ReportView view)
    {
        var browser = await BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = view.Width, Height = view.Height },
            ColorScheme = view.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = view.Scripts,
        });
        var opened = new OpenReport(context, await context.NewPageAsync());
        await opened.GoAsync(new Uri(page), view.Hash);
        return opened;
    }

    /// <summary>Started by the first test, so that each test says for itself where there is no Chromium.</summary>
    private async Task<IBrowser> BrowserAsync()
    {
        var chromium = RealParts.Program("chromium");
        _playwright ??= await Playwright.CreateAsync();
        return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
    }
}

internal sealed record ReportView
{
    public int Width { get; init; } = 1280;
    public int Height { get; init; } = 900;
    public bool Dark { get; init; }
    public bool Scripts { get; init; } = true;
    public string Hash { get; init; } = "";
}

/// <summary>A page with everything that it complained of or asked the network for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public OpenReport(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    public async Task GoAsync(Uri address, string hash)
    {
        await Page.GotoAsync(address.AbsoluteUri + hash);
        // Charts are drawn in the frame after their container has a width.
        await Page.WaitForTimeoutAsync(300);
    }

    /// <summary>Keeps a picture and the page itself where AUTOTUNE_SCREENSHOTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("AUTOTUNE_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.Copy(new Uri(Page.Url).LocalPath, Path.Combine(folder, $"{name}.html"), overwrite: true);
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
