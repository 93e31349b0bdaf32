using Org.BouncyCastle.Tls;

namespace RtcVoice.Rtc.Dtls;

/// <summary>How a handshake ended: with a record layer and keys, or with a failure.</summary>
internal sealed record HandshakeOutcome
{
    /// <summary>The record layer of a session that stands; null after a failure.</summary>
    public DtlsTransport? Records { get; init; }

    public DtlsKeyingMaterial? Keys { get; init; }

    /// <summary>The overhead of the negotiated cipher in bytes: no honest record is shorter.</summary>
    public int MinProtectedLength { get; init; }

    public DtlsFailure Failure { get; init; }

    public string Detail { get; init; } = string.Empty;
}
