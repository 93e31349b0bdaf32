using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>How many bytes may be in flight (RFC 9260 section 7.2). Bytes are those of DATA chunks, header and all.</summary>
internal sealed class CongestionWindow
{
    /// <summary>
    /// The first window, in packets: that of today's TCP (RFC 6928) and of libwebrtc, where the RFC's 4404 bytes would make
    /// a session configuration wait for a round trip.
    /// </summary>
    public const int InitialPackets = 10;

    /// <summary>After a loss the window is no smaller, in packets (RFC 9260 section 7.2.3).</summary>
    public const int MinPacketsAfterLoss = 4;

    private readonly int _packetSize;
    private int _slowStartThreshold = int.MaxValue;
    private int _partialBytesAcknowledged;
    private Tsn _recoveryEnd;

    public CongestionWindow(int packetSize)
    {
        _packetSize = packetSize;
        Size = InitialPackets * packetSize;
    }

    /// <summary>Bytes that may be in flight.</summary>
    public int Size { get; private set; }

    /// <summary>A loss was found by gap reports and not all that was then outstanding is acknowledged (section 7.2.4).</summary>
    public bool IsInFastRecovery { get; private set; }

    /// <summary>The cumulative TSN has moved to <paramref name="cumulative"/>.</summary>
    /// <param name="cumulative">The new cumulative TSN.</param>
    /// <param name="acknowledgedBytes">Bytes that this SACK acknowledged for the first time.</param>
    /// <param name="flightBefore">Bytes in flight before it.</param>
    /// <param name="isAllAcknowledged">Nothing is outstanding any more.</param>
    public void OnAdvance(Tsn cumulative, int acknowledgedBytes, int flightBefore, bool isAllAcknowledged)
    {
        if (IsInFastRecovery)
        {
            if (cumulative >= _recoveryEnd)
            {
                IsInFastRecovery = false;
            }

            return;
        }

        // Only a window that was in full use has shown that it may be larger.
        bool wasFull = flightBefore + _packetSize > Size;
        if (Size <= _slowStartThreshold)
        {
            if (wasFull)
            {
                Size += Math.Min(acknowledgedBytes, _packetSize);
            }
        }
        else
        {
            _partialBytesAcknowledged += acknowledgedBytes;
            if (_partialBytesAcknowledged >= Size && wasFull)
            {
                _partialBytesAcknowledged -= Size;
                Size += _packetSize;
            }
            else
            {
                _partialBytesAcknowledged = Math.Min(_partialBytesAcknowledged, Size);
            }
        }

        if (isAllAcknowledged)
        {
            _partialBytesAcknowledged = 0;
        }
    }

    /// <summary>Gap reports show a loss; <paramref name="highestOutstanding"/> ends the recovery. True when it begins one.</summary>
    public bool TryEnterFastRecovery(Tsn highestOutstanding)
    {
        if (IsInFastRecovery)
        {
            return false;
        }

        IsInFastRecovery = true;
        _recoveryEnd = highestOutstanding;
        _slowStartThreshold = Math.Max(Size / 2, MinPacketsAfterLoss * _packetSize);
        Size = _slowStartThreshold;
        _partialBytesAcknowledged = 0;
        return true;
    }

    /// <summary>The retransmission timer expired: begin again with one packet (section 7.2.3).</summary>
    public void OnTimeout()
    {
        IsInFastRecovery = false;
        _slowStartThreshold = Math.Max(Size / 2, MinPacketsAfterLoss * _packetSize);
        Size = _packetSize;
        _partialBytesAcknowledged = 0;
    }
}
