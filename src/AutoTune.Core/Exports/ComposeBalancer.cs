using static AutoTune.Exports.YamlTree;

namespace AutoTune.Exports;

/// <summary>What shares the load between the services of a Compose file: nginx, by fewest connections, as it was measured.</summary>
internal static class ComposeBalancer
{
    private const string Name = "balancer";
    private const string Image = "nginx:1.28-alpine";
    private const int Port = 80;

    public static string ServiceName(int replica) => $"engine-{replica + 1}";

    /// <summary>On loopback.</summary>
    public static YamlEntry Published(ExportDocument document, LaunchCommand command, int inside) =>
        new("ports", List($"127.0.0.1:${{PORT:-{command.Port ?? document.ContainerPort}}}:{inside}"));

    public static YamlEntry Service(ExportDocument document, LaunchCommand command) => new(Name, Of(
        new YamlEntry("image", Image),
        Published(document, command, Port),
        // By a variable: files within a Compose file are newer than what many machines have.
        new YamlEntry("environment", Of(new YamlEntry("CONFIGURATION", Lines(document, command)))),
        new YamlEntry("command", List("/bin/sh", "-c", "printf %s \"$$CONFIGURATION\" > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'")),
        // nginx does not start while a name of its upstreams has no address.
        new YamlEntry("depends_on", Of([.. Replicas(command).Select(name => new YamlEntry(name, Of(new YamlEntry("condition", "service_healthy"))))])),
        new YamlEntry("restart", "unless-stopped")));

    /// <remarks>Answers are streams: nothing is gathered before it is passed on, and a long one is not cut off.</remarks>
    private static string Lines(ExportDocument document, LaunchCommand command) => string.Join('\n', [
        "upstream engines {",
        "    least_conn;",
        .. Replicas(command).Select(name => $"    server {name}:{document.ContainerPort} max_fails=0;"),
        "}",
        "server {",
        $"    listen {Port};",
        "    client_max_body_size 0;",
        "    location / {",
        "        proxy_pass http://engines;",
        "        proxy_http_version 1.1;",
        "        proxy_buffering off;",
        "        proxy_read_timeout 1h;",
        "    }",
        "}",
        ""]);

    private static IEnumerable<string> Replicas(LaunchCommand command) => Enumerable.Range(0, command.Replicas).Select(ServiceName);
}
