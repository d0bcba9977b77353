namespace AutoTune.Provisioning;

/// <summary>A place that llama.cpp can be fetched from.</summary>
internal interface IEnginePackages
{
    /// <summary>Name of the folder in the cache.</summary>
    string Name { get; }

    /// <summary>Fills an empty folder so that <c>bin/llama-server</c> in it can be started, and the folder can be moved.</summary>
    /// <returns>What was fetched, with its version.</returns>
    Task<string> UnpackAsync(string folder, IProgress<string>? progress, CancellationToken ct);
}
