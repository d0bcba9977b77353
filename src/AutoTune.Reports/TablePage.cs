using System.Net;
using System.Text;

namespace AutoTune.Reports;

/// <param name="Note">One sentence above it.</param>
/// <param name="Rows">As many cells each as there are headers.</param>
public sealed record PageTable(string Title, string Note, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Tables as one page without scripts, styles of its own inside: for what is read once.</summary>
public static class TablePage
{
    private const string Style =
        ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}"
        + "table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884}"
        + "div{overflow-x:auto}p{max-width:60rem}";

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string title, IReadOnlyList<PageTable> tables, string file) => File.WriteAllText(file, Render(title, tables));

    public static string Render(string title, IReadOnlyList<PageTable> tables)
    {
        var page = new StringBuilder($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)}</title><style>{Style}</style><main><h1>{Text(title)}</h1>");
        foreach (var table in tables)
        {
            page.Append($"<h2>{Text(table.Title)}</h2><p>{Text(table.Note)}</p><div tabindex=\"0\"><table><thead><tr>");
            foreach (var header in table.Headers)
                page.Append($"<th scope=\"col\">{Text(header)}</th>");
            page.Append("</tr></thead><tbody>");
            foreach (var row in table.Rows)
                page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Text(cell)}</td>")).Append("</tr>");
            page.Append("</tbody></table></div>");
        }
        return page.Append("</main></html>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
