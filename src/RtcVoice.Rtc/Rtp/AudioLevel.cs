namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// The client-to-mixer audio level of a packet, <c>urn:ietf:params:rtp-hdrext:ssrc-audio-level</c> (RFC 6464, 3).
/// <code>
///  0 1 2 3 4 5 6 7
/// +-+-+-+-+-+-+-+-+
/// |V|    level    |
/// +-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
/// <param name="IsVoice">The sender's own opinion; it may hold no detector and always say false.</param>
/// <param name="AttenuationDecibels">Below full scale: 0 is the loudest, 127 is digital silence (0 to -127 dBov).</param>
internal readonly record struct AudioLevel(bool IsVoice, byte AttenuationDecibels)
{
    /// <summary>The attenuation that means digital silence.</summary>
    public const byte Silence = 127;

    /// <summary>Reads the element's data: its first byte, so that the padded two-byte form is read too (RFC 6464, 3).</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out AudioLevel level)
    {
        if (data.IsEmpty)
        {
            level = default;
            return false;
        }

        level = new AudioLevel((data[0] & 0x80) != 0, (byte)(data[0] & 0x7F));
        return true;
    }
}
