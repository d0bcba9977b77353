using System.Net;
using System.Net.Sockets;

namespace AutoTune.Launching;

/// <summary>Where each unit of a plan listens, and how the others reach it.</summary>
internal sealed class LaunchAddresses
{
    public const string Loopback = "127.0.0.1";

    private readonly Dictionary<string, UnitAddress> _units;

    private LaunchAddresses(Dictionary<string, UnitAddress> units) => _units = units;

    public int this[string unit] => _units[unit].Port;

    /// <summary>A fresh port each, on loopback.</summary>
    public static LaunchAddresses OnThisHost(IEnumerable<string> units) =>
        new(TakeFree([.. units]).ToDictionary(pair => pair.Key, pair => new UnitAddress(Loopback, Loopback, pair.Value)));

    /// <summary>On a network of their own, where a unit's name is its address.</summary>
    /// <param name="ports">By unit.</param>
    public static LaunchAddresses OnOwnNetwork(IReadOnlyDictionary<string, int> ports) =>
        new(ports.ToDictionary(pair => pair.Key, pair => new UnitAddress("0.0.0.0", pair.Key, pair.Value)));

    public string Replace(string text, string unit)
    {
        var replaced = text.Replace("{host}", _units[unit].ListensOn).Replace("{port}", $"{_units[unit].Port}");
        return _units.Aggregate(replaced, (current, pair) => current.Replace($"{{host:{pair.Key}}}", pair.Value.ReachedAt).Replace($"{{port:{pair.Key}}}", $"{pair.Value.Port}"));
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

    private sealed record UnitAddress(string ListensOn, string ReachedAt, int Port);
}
