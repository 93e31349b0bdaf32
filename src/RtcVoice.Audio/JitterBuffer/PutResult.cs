namespace RtcVoice.Audio.JitterBuffer;

/// <summary>What became of a packet that was put into an <see cref="UplinkJitterBuffer"/>.</summary>
public enum PutResult
{
    /// <summary>It waits to be played.</summary>
    Accepted,

    /// <summary>Its sequence number is waiting or was played already.</summary>
    Duplicate,

    /// <summary>Its time to be played has passed.</summary>
    Late,

    /// <summary>It is not an Opus packet, or larger than any datagram.</summary>
    Malformed,

    /// <summary>Its timestamp or sequence number contradicts its neighbours; several in a row start a new stream.</summary>
    Contradictory,
}
