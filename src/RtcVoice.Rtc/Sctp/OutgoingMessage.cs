using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>A message from its send until the peer has all of it, or it is given up. Used again and again.</summary>
internal sealed class OutgoingMessage
{
    private PooledBuffer _payload;

    public OutgoingStream Stream { get; private set; } = null!;

    public uint PayloadProtocol { get; private set; }

    public bool IsUnordered { get; private set; }

    /// <summary>Null: retransmitted for ever.</summary>
    public ushort? MaxRetransmits { get; private set; }

    public Instant ExpiresAt { get; private set; }

    public int Length => _payload.Length;

    /// <summary>Given when the first fragment is sent.</summary>
    public Ssn Ssn { get; set; }

    /// <summary>Bytes that have been sent for the first time.</summary>
    public int SentBytes { get; set; }

    /// <summary>Bytes that still count as buffered: neither acknowledged nor given up.</summary>
    public int BufferedBytes { get; set; }

    /// <summary>Its fragments among the outstanding chunks.</summary>
    public int OutstandingChunks { get; set; }

    public bool IsAbandoned { get; set; }

    public bool IsFullySent => SentBytes == Length;

    public void Begin(OutgoingStream stream, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions options, Instant now)
    {
        Stream = stream;
        PayloadProtocol = payloadProtocol;
        IsUnordered = options.IsUnordered;
        MaxRetransmits = options.MaxRetransmits;
        ExpiresAt = options.Lifetime is TimeSpan lifetime ? now + lifetime : Instant.Never;
        _payload = PooledBuffer.CopyOf(payload);
        Ssn = default;
        SentBytes = 0;
        BufferedBytes = payload.Length;
        OutstandingChunks = 0;
        IsAbandoned = false;
    }

    public bool IsExpired(Instant now) => !ExpiresAt.IsNever && now >= ExpiresAt;

    public ReadOnlySpan<byte> Fragment(int offset, int length) => _payload.Span.Slice(offset, length);

    /// <summary>Gives the bytes back to the pool; the rest stays for FORWARD-TSN to name.</summary>
    public void ReturnPayload()
    {
        _payload.Return();
        _payload = default(PooledBuffer) with { Length = _payload.Length };
    }
}
