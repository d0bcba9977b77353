using System.CommandLine;
using AutoTune.Cli;
using AutoTune.Cli.Commands;
using AutoTune.Trials;
using AutoTune.Yaml;

var root = new RootCommand("AutoTune finds the serving configuration with the best goodput that meets the latency SLOs.")
{
    TuneCommand.Create(),
    ResumeCommand.Create(),
    StatusCommand.Create(),
    LogsCommand.Create(),
    ReportCommand.Create(),
    ExportCommand.Create(),
    BenchCommand.Create(),
    EstimateCommand.Create(),
    SpacesCommand.Create(),
    DoctorCommand.Create(),
    CleanCommand.Create(),
};
var parsed = root.Parse(args);
var json = args.Contains(SharedOptions.JsonName);
if (parsed.Errors.Count > 0)
    return Failures.Report([.. parsed.Errors.Select(error => error.Message)], json);

using var interruption = new Interruption();
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false },
        interruption.Token);
}
catch (Exception problem)
{
    return Failures.Report(problem, json);
}
