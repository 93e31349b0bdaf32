using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// A received DATA chunk that waits for the rest of its message, or for an earlier message. Used again and again.
/// </summary>
internal sealed class Fragment
{
    public Tsn Tsn { get; private set; }

    /// <summary>Zero in unordered messages.</summary>
    public Ssn Ssn { get; private set; }

    public uint PayloadProtocol { get; private set; }

    public bool IsFirst { get; private set; }

    public bool IsLast { get; private set; }

    public PooledBuffer Payload { get; private set; }

    /// <summary>The next fragment of the same message, if it is here.</summary>
    public Fragment? Next { get; set; }

    public void Begin(in DataChunk data)
    {
        Tsn = data.Tsn;
        Ssn = data.IsUnordered ? default : data.Ssn;
        PayloadProtocol = data.PayloadProtocol;
        IsFirst = data.IsFirst;
        IsLast = data.IsLast;
        Payload = PooledBuffer.CopyOf(data.Payload);
        Next = null;
    }

    /// <summary>The other one is the next of the same message.</summary>
    public bool IsFollowedBy(Fragment other) => Tsn.Next == other.Tsn && Ssn == other.Ssn && !IsLast && !other.IsFirst;
}
