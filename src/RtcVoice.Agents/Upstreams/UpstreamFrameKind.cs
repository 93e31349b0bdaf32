namespace RtcVoice.Agents.Upstreams;

/// <summary>What a provider has sent.</summary>
internal enum UpstreamFrameKind
{
    /// <summary>A whole message of text.</summary>
    Text,

    /// <summary>A whole message of bytes.</summary>
    Binary,

    /// <summary>A message longer than is taken, which was read to its end and let go.</summary>
    TooLarge,

    /// <summary>The provider closes the connection.</summary>
    Close,
}
