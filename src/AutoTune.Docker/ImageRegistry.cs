namespace AutoTune.Docker;

/// <summary>Where an image's name says that it comes from.</summary>
internal static class ImageRegistry
{
    /// <summary>The key that clients keep the hub's credentials under.</summary>
    public const string Hub = "https://index.docker.io/v1/";

    /// <summary>A first part with a dot or a port, or localhost, is a registry; any other is a user of the hub.</summary>
    public static string Of(string image) =>
        image.Split('/') is [var first, _, ..] && first is not ("docker.io" or "index.docker.io") && (first.Contains('.') || first.Contains(':') || first == "localhost") ? first : Hub;
}
