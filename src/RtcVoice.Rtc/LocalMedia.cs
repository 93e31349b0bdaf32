using System.Security.Cryptography;

namespace RtcVoice.Rtc;

/// <summary>The numbers of our one audio stream, drawn at random for each peer (RFC 3550, 5.1 and 8.1; RFC 7022).</summary>
/// <param name="Ssrc">Its SSRC.</param>
/// <param name="Cname">Our CNAME.</param>
/// <param name="FirstSequence">Its first sequence number: in the lower half, so that a receiver cannot guess the ROC wrong.</param>
/// <param name="TimestampOffset">The RTP timestamp of media time 0.</param>
internal readonly record struct LocalMedia(uint Ssrc, string Cname, ushort FirstSequence, uint TimestampOffset)
{
    private const int CnameBytes = 12;

    /// <summary>Draws the numbers of a stream.</summary>
    public static LocalMedia Create(RandomNumberGenerator random)
    {
        byte[] cname = new byte[CnameBytes];
        random.GetBytes(cname);
        return new LocalMedia(
            RandomNumbers.NextUInt32(random),
            Convert.ToBase64String(cname),
            (ushort)((RandomNumbers.NextUInt32(random) & 0x7FFF) | 1),
            RandomNumbers.NextUInt32(random));
    }
}
