using System.Text;
using AutoTune.Engines;
using AutoTune.Yaml;
using static AutoTune.Exports.YamlTree;

namespace AutoTune.Exports;

/// <summary>A Deployment with probes, and a Service inside the cluster, which spreads connections over the replicas.</summary>
public sealed class KubernetesExport : IExportFormat
{
    private const int StartUpPeriod = 5;

    public string Name => "kubernetes";

    public string FileName => "kubernetes.yaml";

    public bool IsScript => false;

    public string Write(ExportDocument document)
    {
        var command = ExportCatalog.ContainerOf(document, Name);
        var app = ResourceName(document.Study);
        return ExportComments.Render("#", ExportComments.Lines(document, container: true, balanced: true))
            + Deployment(document, command, app).Render() + "---\n" + Service(document, app).Render()
            + (document.ConfigFile is { } file ? "---\n" + ConfigMap(file, app).Render() : "");
    }

    /// <summary>RFC 1123: lower case, at most 63 characters; room is left for what controllers append.</summary>
    private static string ResourceName(string study)
    {
        var name = new StringBuilder();
        foreach (var c in study.ToLowerInvariant())
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        var trimmed = name.ToString().Trim('-');
        trimmed = trimmed[..Math.Min(trimmed.Length, 40)].Trim('-');
        return trimmed.Length == 0 || char.IsAsciiDigit(trimmed[0]) ? $"study-{trimmed}".Trim('-') : trimmed;
    }

    private static Map Deployment(ExportDocument document, LaunchCommand command, string app) => Of(
        new YamlEntry("apiVersion", "apps/v1"),
        new YamlEntry("kind", "Deployment"),
        new YamlEntry("metadata", Of(new YamlEntry("name", app), new YamlEntry("labels", Labels(app)))),
        new YamlEntry("spec", Of(
            new YamlEntry("replicas", command.Replicas),
            // One device cannot hold the old and the new engine at once.
            new YamlEntry("strategy", Of(new YamlEntry("type", "Recreate"))),
            new YamlEntry("selector", Of(new YamlEntry("matchLabels", Labels(app)))),
            new YamlEntry("template", Of(
                new YamlEntry("metadata", Of(new YamlEntry("labels", Labels(app)))),
                new YamlEntry("spec", Pod(document, command, app)))))));

    private static Map Pod(ExportDocument document, LaunchCommand command, string app) => Of(
        new YamlEntry("automountServiceAccountToken", false),
        new YamlEntry("securityContext", Of(new YamlEntry("seccompProfile", Of(new YamlEntry("type", "RuntimeDefault"))))),
        new YamlEntry("containers", List(Container(document, command, app))),
        KubernetesVolumes.OfPod(command, document.ConfigFile, app));

    private static Map Container(ExportDocument document, LaunchCommand command, string app) => Of(
        new YamlEntry("name", "engine"),
        new YamlEntry("image", command.Image!),
        command.Program is { } program ? new YamlEntry("command", List(Escaped(program))) : null,
        new YamlEntry("args", List(command.Arguments.Select(Escaped))),
        Environment(command, app),
        new YamlEntry("ports", List(Of(new YamlEntry("name", "http"), new YamlEntry("containerPort", document.ContainerPort)))),
        new YamlEntry("startupProbe", Probe(document, StartUpPeriod, StartUpAllowance.Seconds(document) / StartUpPeriod)),
        new YamlEntry("readinessProbe", Probe(document, 5, 3)),
        new YamlEntry("livenessProbe", Probe(document, 10, 6)),
        KubernetesResources.Entry(document, command),
        new YamlEntry("securityContext", Of(
            new YamlEntry("allowPrivilegeEscalation", false),
            new YamlEntry("capabilities", Of(
                new YamlEntry("drop", List("ALL")),
                command.Needs.Capabilities.IsEmpty ? null : new YamlEntry("add", List(command.Needs.Capabilities.Select(name => (YamlTree)new Text(name)))))))),
        KubernetesVolumes.OfContainer(command, document.ConfigFile));

    // The kubelet replaces `$(NAME)`; a doubled dollar is a dollar.
    private static YamlTree Escaped(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new InvalidInputException("An argument with a NUL character cannot be passed to a program.")
        : text.Replace("$", "$$");

    private static YamlEntry? Environment(LaunchCommand command, string app)
    {
        var values = command.Environment.Where(pair => !SecretNames.IsVariable(pair.Key))
            .Select(pair => Of(new YamlEntry("name", PosixShell.VariableName(pair.Key)), new YamlEntry("value", new Text(pair.Value.Replace("$", "$$")))));
        var secrets = DockerRunExport.Secrets(command)
            .Select(name => Of(new YamlEntry("name", PosixShell.VariableName(name)), new YamlEntry("valueFrom", SecretKey(app, name))));
        YamlTree[] all = [.. values, .. secrets];
        return all.Length == 0 ? null : new YamlEntry("env", List(all));
    }

    private static Map SecretKey(string app, string name) =>
        Of(new YamlEntry("secretKeyRef", Of(new YamlEntry("name", $"{app}-secrets"), new YamlEntry("key", name))));

    private static Map Probe(ExportDocument document, int period, int failures) => Of(
        new YamlEntry("httpGet", Of(new YamlEntry("path", document.HealthPath), new YamlEntry("port", "http"))),
        new YamlEntry("periodSeconds", period),
        new YamlEntry("timeoutSeconds", 5),
        new YamlEntry("failureThreshold", failures));

    private static Map Service(ExportDocument document, string app) => Of(
        new YamlEntry("apiVersion", "v1"),
        new YamlEntry("kind", "Service"),
        new YamlEntry("metadata", Of(new YamlEntry("name", app), new YamlEntry("labels", Labels(app)))),
        new YamlEntry("spec", Of(
            new YamlEntry("selector", Labels(app)),
            new YamlEntry("ports", List(Of(
                new YamlEntry("name", "http"),
                new YamlEntry("port", document.ContainerPort),
                new YamlEntry("targetPort", "http")))))));

    private static Map ConfigMap(EngineFile file, string app) => Of(
        new YamlEntry("apiVersion", "v1"),
        new YamlEntry("kind", "ConfigMap"),
        new YamlEntry("metadata", Of(new YamlEntry("name", KubernetesVolumes.ConfigName(app)), new YamlEntry("labels", Labels(app)))),
        new YamlEntry("data", Of(new YamlEntry(EngineConfigFile.FileName, file.Text))));

    private static Map Labels(string app) => Of(new YamlEntry("app.kubernetes.io/name", app));
}
