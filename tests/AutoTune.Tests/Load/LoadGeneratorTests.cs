using AutoTune.Load;
using AutoTune.Load.Sockets;

namespace AutoTune.Tests.Load;

public sealed class HttpLoadGeneratorTests : LoadGeneratorContract
{
    private static readonly HttpLoadGenerator Client = new(TimeProvider.System);

    private protected override ILoadGenerator Create() => Client;
}

public sealed class KeptHttpLoadGeneratorTests : LoadGeneratorContract
{
    private static readonly HttpLoadGenerator Client = new(TimeProvider.System, keepAlive: true);

    private protected override ILoadGenerator Create() => Client;
}

public sealed class SocketLoadGeneratorTests : LoadGeneratorContract
{
    private protected override ILoadGenerator Create() => new SocketLoadGenerator(TimeProvider.System) { Loops = 1 };
}

public sealed class KeptSocketLoadGeneratorTests : LoadGeneratorContract
{
    private protected override ILoadGenerator Create() => new SocketLoadGenerator(TimeProvider.System, keepAlive: true) { Loops = 2 };
}
