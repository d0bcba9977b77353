using AutoTune.Provisioning;
using Xunit;

namespace AutoTune.Tests.Provisioning;

public sealed class AptSourcesTests : IDisposable
{
    private static readonly OsRelease Bookworm = new("Debian 12", ["debian"], "bookworm");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_line_sources_are_read_with_their_options_and_without_comments()
    {
        var sources = AptSources.ParseLines("""
            # deb http://old.example/debian bookworm main
            deb-src http://deb.debian.org/debian bookworm main
            deb http://deb.debian.org/debian bookworm main contrib # the archive
              deb [ arch=amd64 signed-by=/usr/share/keyrings/k.gpg ] https://mirror.example/debian/ trixie main
            deb [trusted=yes] http://local.example ./
            deb broken
            """).ToArray();

        Assert.Equal(["http://deb.debian.org/debian", "https://mirror.example/debian/", "http://local.example"], sources.Select(source => source.Uri));
        Assert.Equal([null, "/usr/share/keyrings/k.gpg", null], sources.Select(source => source.SignedBy));
        Assert.Equal(["trixie"], sources[1].Suites);
    }

    [Fact]
    public void Stanzas_are_read_with_several_addresses_and_suites()
    {
        var sources = AptSources.ParseStanzas("""
            Types: deb deb-src
            # a comment within
            URIs: http://a.example/debian http://b.example/debian
            Suites: bookworm
             bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: http://off.example/debian
            Suites: bookworm
            Enabled: no

            types: deb-src
            URIs: http://src.example/debian
            Suites: bookworm
            """).ToArray();

        Assert.Equal(["http://a.example/debian", "http://b.example/debian"], sources.Select(source => source.Uri));
        Assert.All(sources, source => Assert.Equal(["bookworm", "bookworm-updates"], source.Suites));
        Assert.All(sources, source => Assert.Equal("/usr/share/keyrings/debian-archive-keyring.gpg", source.SignedBy));
    }

    [Fact]
    public void A_key_block_within_a_stanza_is_handed_on_as_it_is()
    {
        var source = Assert.Single(AptSources.ParseStanzas(
            "Types: deb\nURIs: http://a.example/debian\nSuites: bookworm\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----\n"));

        var stanza = new DebianMirror(source.Uri, source.SignedBy).Stanza("forky", "amd64");

        Assert.Equal(
            "Types: deb\nURIs: http://a.example/debian\nSuites: forky\nComponents: main\nArchitectures: amd64\n" +
            "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----\n",
            stanza);
    }

    [Fact]
    public void The_archive_is_told_from_security_and_from_third_parties()
    {
        _folder.Write("sources.list", "deb [signed-by=/k/node.gpg] https://node.example/debian nodistro main\n");
        _folder.Write("sources.list.d/debian.sources", """
            Types: deb
            URIs: http://deb.debian.org/debian-security
            Suites: bookworm-security
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: http://mirror.example/debian
            Suites: bookworm bookworm-updates
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
            """);
        _folder.Write("sources.list.d/zz.list.save", "deb http://saved.example/debian bookworm main\n");

        var mirror = DebianMirror.Find(AptSources.Read(_folder.Path), Bookworm);

        Assert.Equal(new DebianMirror("http://mirror.example/debian", "/usr/share/keyrings/debian-archive-keyring.gpg"), mirror);
    }

    [Fact]
    public void Weakened_checking_is_never_taken_over()
    {
        _folder.Write("sources.list", "deb [trusted=yes allow-insecure=yes signed-by=/k.gpg] http://mirror.example/debian bookworm main\n");

        var stanza = DebianMirror.Find(AptSources.Read(_folder.Path), Bookworm)!.Stanza("forky", "arm64");

        Assert.Equal(
            "Types: deb\nURIs: http://mirror.example/debian\nSuites: forky\nComponents: main\nArchitectures: arm64\nSigned-By: /k.gpg\n", stanza);
    }

    [Fact]
    public void Another_distribution_has_no_Debian_mirror()
    {
        _folder.Write("sources.list", "deb http://archive.ubuntu.com/ubuntu noble main universe\n");

        Assert.Null(DebianMirror.Find(AptSources.Read(_folder.Path), new OsRelease("Ubuntu", ["ubuntu", "debian"], "noble")));
        Assert.Empty(AptSources.Read(_folder["absent"]));
    }
}
