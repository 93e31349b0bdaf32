namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// The 48-bit index of an SRTP packet, of which only the low 16 bits travel: rollover counter * 2^16 + sequence number
/// (RFC 3711, 3.3.1).
/// </summary>
internal static class SrtpIndex
{
    /// <summary>A key protects this many packets, then its indices are used up (RFC 3711, 9.2).</summary>
    public const ulong End = 1UL << 48;

    private const int HalfCircle = 0x8000;

    /// <summary>
    /// The index that a received sequence number most likely has, by the highest index authenticated so far (RFC 3711,
    /// appendix A). False when that lies before the first packet or after the last.
    /// </summary>
    public static bool TryEstimate(ulong highest, ushort sequenceNumber, out ulong index)
    {
        int newest = (ushort)highest;
        long rollovers = (long)(highest >> 16);
        if (newest < HalfCircle)
        {
            if (sequenceNumber - newest > HalfCircle)
            {
                rollovers--;
            }
        }
        else if (newest - HalfCircle > sequenceNumber)
        {
            rollovers++;
        }

        index = ((ulong)rollovers << 16) | sequenceNumber;
        return rollovers >= 0 && index < End;
    }

    /// <summary>
    /// The index of the next packet sent: after the highest by less than half the circle. False when the sequence number
    /// stands still or goes back (a second use of an index would give the key away under GCM), or when the key is used up.
    /// </summary>
    public static bool TryAdvance(ulong highest, ushort sequenceNumber, out ulong index)
    {
        int step = unchecked((ushort)(sequenceNumber - (ushort)highest));
        index = highest + (ulong)step;
        return step is > 0 and < HalfCircle && index < End;
    }
}
