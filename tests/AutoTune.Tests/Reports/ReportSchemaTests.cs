using System.Text.Json;
using System.Text.Json.Nodes;
using AutoTune.Reports;
using Json.Schema;
using Xunit;

namespace AutoTune.Tests.Reports;

public sealed class ReportSchemaTests
{
    [Theory]
    [InlineData("study-report.schema.json")]
    [InlineData("bench-report.schema.json")]
    public void The_checked_in_schema_is_the_one_that_the_code_gives(string file)
    {
        var path = Path.Combine(ReportsFolder.Path, file);
        var generated = file.StartsWith("bench", StringComparison.Ordinal) ? ReportSchema.OfBench() : ReportSchema.Generate();
        if (Environment.GetEnvironmentVariable("AUTOTUNE_UPDATE_SCHEMAS") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.True(
            string.Equals(generated, File.ReadAllText(path), StringComparison.Ordinal),
            $"{file} is out of date: run the tests once with AUTOTUNE_UPDATE_SCHEMAS=1 and rebuild the page");
    }

    [Fact]
    public void Every_sample_is_valid_under_the_schema()
    {
        var schema = JsonSchema.FromText(ReportSchema.Generate());
        StudyReport[] samples =
            [SampleReport.Replaced(), SampleReport.Kept(), SampleReport.Infeasible(), SampleReport.Running(0), SampleReport.Running(8), SampleReport.Command(20)];
        Assert.All(samples, sample =>
        {
            using var document = JsonDocument.Parse(ReportJson.Write(ReportWriter.Complete(sample)));
            var result = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
            Assert.True(result.IsValid, string.Join('\n', (result.Details ?? []).SelectMany(d => d.Errors ?? new Dictionary<string, string>()).Select(e => e.Value)));
        });
    }

    [Fact]
    public void A_document_without_a_member_or_with_an_unknown_one_is_invalid()
    {
        var schema = JsonSchema.FromText(ReportSchema.Generate());
        var node = JsonNode.Parse(ReportJson.Write(SampleReport.Replaced()))!.AsObject();
        node.Remove("study");
        Assert.False(Valid(schema, node));

        node = JsonNode.Parse(ReportJson.Write(SampleReport.Replaced()))!.AsObject();
        node["surprise"] = 1;
        Assert.False(Valid(schema, node));
    }

    private static bool Valid(JsonSchema schema, JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return schema.Evaluate(document.RootElement).IsValid;
    }
}
