namespace RtcVoice.Rtc.Srtp;

/// <summary>An SRTP protection profile, by its number in the use_srtp extension (RFC 5764, 4.1.2; RFC 7714, 14.2).</summary>
internal enum SrtpProfile : ushort
{
    /// <summary>AES-128 in counter mode with an 80-bit HMAC-SHA1 tag (RFC 3711): what every peer must have.</summary>
    Aes128CmHmacSha1Tag80 = 0x0001,

    /// <summary>AES-128 in Galois/counter mode with a 128-bit tag (RFC 7714): the one that we prefer.</summary>
    AeadAes128Gcm = 0x0007,
}
