namespace RtcVoice.Rtc.Dtls;

/// <summary>How SRTP protects media, by its number in the use_srtp extension (RFC 5764 section 4.1.2, RFC 7714 section 14.2).</summary>
internal enum DtlsSrtpProfile : ushort
{
    /// <summary>SRTP_AES128_CM_HMAC_SHA1_80: the one that everybody has.</summary>
    Aes128CmSha1Tag80 = 0x0001,

    /// <summary>SRTP_AEAD_AES_128_GCM: the fastest that every browser offers.</summary>
    AeadAes128Gcm = 0x0007,
}
