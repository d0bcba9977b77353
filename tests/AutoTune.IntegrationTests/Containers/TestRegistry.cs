using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>A fake of a container registry on loopback, with one image of one layer: registries cannot be reached everywhere that tests run.</summary>
internal sealed class TestRegistry : IDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (byte[] Bytes, string Type)> _answers = [];
    private readonly Task _serving;

    /// <param name="layerBytes">Of a file that does not compress.</param>
    public TestRegistry(int layerBytes)
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        var (layer, difference) = Layer(layerBytes);
        var config = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Entrypoint = new[] { "/engine" } },
            rootfs = new { type = "layers", diff_ids = new[] { difference } },
        }));
        var manifest = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = config.Length, digest = DigestOf(config) },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip", size = layer.Length, digest = DigestOf(layer) } },
        }));
        Digest = DigestOf(manifest);
        _answers["/v2/"] = ("{}"u8.ToArray(), "application/json");
        _answers["/v2/team/engine/manifests/1"] = _answers[$"/v2/team/engine/manifests/{Digest}"] = (manifest, ManifestType);
        _answers[$"/v2/team/engine/blobs/{DigestOf(config)}"] = (config, "application/octet-stream");
        _answers[$"/v2/team/engine/blobs/{DigestOf(layer)}"] = (layer, "application/octet-stream");
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port { get; }

    public string Digest { get; }

    public string Repository => $"127.0.0.1:{Port}/team/engine";

    /// <summary>Nobody may have anything.</summary>
    public bool Refuses { get; set; }

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // At the end.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var response = context.Response;
        try
        {
            if (Refuses)
                await WriteAsync(response, 401, "application/json", """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"""u8.ToArray(), isHead: false);
            else if (_answers.TryGetValue(context.Request.Url!.AbsolutePath, out var answer))
                await WriteAsync(response, 200, answer.Type, answer.Bytes, context.Request.HttpMethod == "HEAD");
            else
                await WriteAsync(response, 404, "application/json", """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"""u8.ToArray(), isHead: false);
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException)
        {
            // The puller gave up.
        }
    }

    private static async Task WriteAsync(HttpListenerResponse response, int status, string type, byte[] body, bool isHead)
    {
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength64 = body.Length;
        response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        response.Headers["Docker-Content-Digest"] = DigestOf(body);
        if (!isHead)
            await response.OutputStream.WriteAsync(body);
        response.Close();
    }

    private static (byte[] Compressed, string Difference) Layer(int bytes)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            var content = new byte[bytes];
            new Random(1).NextBytes(content);
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "engine") { DataStream = new MemoryStream(content) });
        }
        using var compressed = new MemoryStream();
        using (var zip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(tar.ToArray());
        return (compressed.ToArray(), DigestOf(tar.ToArray()));
    }

    private static string DigestOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
