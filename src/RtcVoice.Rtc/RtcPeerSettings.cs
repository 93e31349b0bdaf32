using System.Net;
using System.Security.Cryptography;
using RtcVoice.Rtc.Dtls;

namespace RtcVoice.Rtc;

/// <summary>What all peers of a process share. Outlives every peer that was made with it.</summary>
public sealed class RtcPeerSettings
{
    /// <summary>The addresses and port that answers announce, best first; each for UDP and for TCP (passive).</summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    /// <summary>The certificate that peers show.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>Where handshakes run.</summary>
    public required IDtlsHandshakeExecutor Handshakes { get; init; }

    /// <summary>Where credentials, SSRCs and first sequence numbers come from.</summary>
    public required RandomNumberGenerator Random { get; init; }

    /// <summary>The wall clock at <see cref="Timing.Instant.Origin"/>, for the NTP time of sender reports.</summary>
    public required DateTimeOffset WallClockAtOrigin { get; init; }

    /// <summary>
    /// With true a handshake runs in step with the owner's calls, so that a whole call on a virtual clock is the same
    /// each time. A server leaves it false.
    /// </summary>
    public bool HandshakeInLockstep { get; init; }

    /// <summary>SRTP profiles by their registered number (RFC 5764, 4.1.2), best first: 7 is AES-GCM, 1 is AES-CM with HMAC-SHA1.</summary>
    public IReadOnlyList<ushort> SrtpProfiles { get; init; } = [7, 1];
}
