using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>References to container images: <c>registry/repository:tag@digest</c>.</summary>
internal static partial class ImageName
{
    public static string Checked(string image) => Reference().IsMatch(image)
        ? image
        : throw new InvalidInputException($"`{image}` is no name of a container image.");

    /// <summary>Without tag and digest.</summary>
    public static string Repository(string image)
    {
        var withoutDigest = image.Split('@')[0];
        var colon = withoutDigest.LastIndexOf(':');
        return colon > withoutDigest.LastIndexOf('/') ? withoutDigest[..colon] : withoutDigest;
    }

    /// <summary>The same repository, on its own registry or behind a mirror's name.</summary>
    public static bool IsSameRepository(string image, string repository)
    {
        var name = Repository(image);
        return name == repository || name.EndsWith('/' + WithoutRegistry(repository), StringComparison.Ordinal) || WithoutRegistry(repository) == name;
    }

    private static string WithoutRegistry(string repository)
    {
        var slash = repository.IndexOf('/');
        return slash > 0 && repository[..slash].AsSpan().ContainsAny('.', ':') ? repository[(slash + 1)..] : repository;
    }

    [GeneratedRegex(@"\A[a-z0-9][A-Za-z0-9._/:@-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
