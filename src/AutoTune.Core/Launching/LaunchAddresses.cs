using System.Net;
using System.Net.Sockets;

namespace AutoTune.Launching;

/// <summary>A fresh port for each unit of a plan, and the placeholders that stand for them.</summary>
internal sealed class LaunchAddresses
{
    public const string Host = "127.0.0.1";

    private readonly Dictionary<string, int> _ports;

    public LaunchAddresses(IEnumerable<string> units) => _ports = TakeFree([.. units]);

    public int this[string unit] => _ports[unit];

    public string Replace(string text, string unit)
    {
        var replaced = text.Replace("{host}", Host).Replace("{port}", $"{_ports[unit]}");
        return _ports.Aggregate(replaced, (current, pair) => current.Replace($"{{port:{pair.Key}}}", $"{pair.Value}"));
    }

    // All are held until the last is taken, so that they differ. Whoever takes one after that is met by the check of the owner.
    private static Dictionary<string, int> TakeFree(List<string> units)
    {
        var listeners = units.ConvertAll(_ => new TcpListener(IPAddress.Loopback, 0));
        try
        {
            listeners.ForEach(listener => listener.Start());
            return units.Zip(listeners).ToDictionary(pair => pair.First, pair => ((IPEndPoint)pair.Second.LocalEndpoint).Port);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
