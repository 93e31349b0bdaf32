using RtcVoice.Timing;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// Stands in front of the record layer and lets only those records through that can do no harm there. It checks no
/// cryptography and keeps no bytes.
/// </summary>
/// <remarks>
/// It is needed because one forged record of fewer than 24 bytes in epoch 1 kills a live BouncyCastle 2.7.0 session
/// (its cipher answers decode_error, and only bad_record_mac is forgiven), and because a plaintext fatal alert kills
/// a handshake. A peer that really failed therefore costs us a handshake timeout; that is the better bargain.
/// </remarks>
internal sealed class DtlsRecordGuard
{
    /// <summary>An AES-GCM record is never shorter: 8 bytes of explicit nonce and 16 of tag (RFC 5288).</summary>
    public const int MinGcmLength = 24;

    /// <summary>A ChaCha20-Poly1305 record is never shorter: 16 bytes of tag (RFC 7905).</summary>
    public const int MinChaChaLength = 16;

    /// <summary>The longest plaintext (RFC 5246 section 6.2.1) and the overhead of AES-GCM.</summary>
    public const int MaxProtectedLength = 16_384 + MinGcmLength;

    /// <summary>
    /// A last flight that the peer repeats is at most certificate, key exchange and verify in small fragments: the burst
    /// let through after the handshake.
    /// </summary>
    public const int RepeatBurst = 16;

    /// <summary>The pace at which the burst grows back: a peer repeats a flight of four records no faster than every 200 ms.</summary>
    public static readonly TimeSpan RepeatInterval = TimeSpan.FromMilliseconds(50);

    private DtlsGuardCounters _counters;
    private int _minProtectedLength = MinGcmLength;
    private Phase _phase = Phase.Handshake;
    private int _repeatsLeft = RepeatBurst;
    private Instant _repeatsCountedAt;

    private enum Phase
    {
        /// <summary>Epoch 0 is in use.</summary>
        Handshake,

        /// <summary>We are done, and the peer may not know it: it may repeat its last flight in epoch 0.</summary>
        FinalFlight,

        /// <summary>The peer has used its keys: epoch 0 is over.</summary>
        Established,
    }

    /// <summary>What passed and what did not.</summary>
    public ref readonly DtlsGuardCounters Counters => ref _counters;

    /// <summary>The handshake is over: epoch 0 shrinks to repeats of the peer's last flight, at a low rate.</summary>
    /// <param name="minProtectedLength">The overhead of the negotiated cipher in bytes.</param>
    public void HandshakeDone(int minProtectedLength)
    {
        _minProtectedLength = minProtectedLength;
        _phase = Phase.FinalFlight;
    }

    /// <summary>The peer has sent under its keys, so it has our last flight (RFC 6347 section 4.2.4): nothing in the clear passes any more.</summary>
    public void FinalFlightConfirmed() => _phase = Phase.Established;

    /// <summary>
    /// Steps to the next record of a datagram that may pass. False at the datagram's end, or where it stops making sense.
    /// </summary>
    /// <param name="rest">The unread part of the datagram; moves on.</param>
    /// <param name="now">For the rate limit.</param>
    /// <param name="header">The record's header.</param>
    /// <param name="record">The record, header included.</param>
    public bool TryNext(ref ReadOnlySpan<byte> rest, Instant now, out DtlsRecordHeader header, out ReadOnlySpan<byte> record)
    {
        while (!rest.IsEmpty)
        {
            if (!DtlsRecordHeader.TryRead(rest, out header))
            {
                _counters.Malformed++;
                rest = default;
                break;
            }

            record = rest[..header.RecordLength];
            rest = rest[header.RecordLength..];
            if (header.Epoch switch { 0 => PassesInTheClear(header, now), 1 => PassesProtected(header), _ => Count(ref _counters.ForeignEpochs) })
            {
                _counters.Accepted++;
                return true;
            }
        }

        header = default;
        record = default;
        return false;
    }

    private static bool Count(ref long counter)
    {
        counter++;
        return false;
    }

    private bool PassesProtected(in DtlsRecordHeader header)
    {
        if (header.Type is not (DtlsContentType.Alert or DtlsContentType.Handshake or DtlsContentType.ApplicationData))
        {
            return Count(ref _counters.ForbiddenTypes);
        }

        return (header.Length >= _minProtectedLength && header.Length <= MaxProtectedLength)
            || Count(ref _counters.ForbiddenLengths);
    }

    private bool PassesInTheClear(in DtlsRecordHeader header, Instant now)
    {
        switch (header.Type)
        {
            case DtlsContentType.Alert:
                return Count(ref _counters.PlaintextAlerts);
            case DtlsContentType.Handshake when _phase == Phase.Handshake:
                return true;
            case DtlsContentType.Handshake when _phase == Phase.FinalFlight:
                return TakesRepeat(now) || Count(ref _counters.RateLimited);
            case DtlsContentType.ChangeCipherSpec when _phase == Phase.Handshake:
                return header.Length == 1 || Count(ref _counters.ForbiddenLengths);
            case DtlsContentType.Handshake or DtlsContentType.ChangeCipherSpec:
                return Count(ref _counters.ForeignEpochs);
            default:
                return Count(ref _counters.ForbiddenTypes);
        }
    }

    private bool TakesRepeat(Instant now)
    {
        if (_repeatsLeft == RepeatBurst)
        {
            _repeatsCountedAt = now;
        }
        else if (now > _repeatsCountedAt)
        {
            long earned = (now - _repeatsCountedAt).Ticks / RepeatInterval.Ticks;
            _repeatsLeft = (int)Math.Min(RepeatBurst, _repeatsLeft + earned);
            _repeatsCountedAt += TimeSpan.FromTicks(earned * RepeatInterval.Ticks);
        }

        if (_repeatsLeft == 0)
        {
            return false;
        }

        _repeatsLeft--;
        return true;
    }
}
