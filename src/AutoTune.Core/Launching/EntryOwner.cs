namespace AutoTune.Launching;

/// <summary>Who listens on the port of a deployment's entry.</summary>
public enum EntryOwner
{
    /// <summary>The launcher cannot tell.</summary>
    Unknown,

    Nobody,
    Deployment,

    /// <summary>A process that is not the deployment's, alone or beside it.</summary>
    Stranger,
}
