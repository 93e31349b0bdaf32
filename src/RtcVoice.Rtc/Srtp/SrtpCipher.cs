namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// The transform of one direction's RTP or RTCP: the keyed cipher behind a context, of one profile and one provider.
/// It knows packet indices but keeps none; guarding against replay and against a second use of an index is the context's.
/// Not thread-safe.
/// </summary>
internal abstract class SrtpCipher : IDisposable
{
    /// <summary>A cipher of the profile.</summary>
    protected SrtpCipher(SrtpProfile profile) => Profile = profile;

    /// <summary>The profile.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>The cipher for a direction's packets: OpenSSL's where libcrypto 3 loads, the runtime's classes elsewhere.</summary>
    public static SrtpCipher Create(SrtpMasterKey master, SrtpPacketKind kind)
    {
        using SrtpSessionKeys keys = SrtpSessionKeys.Derive(master, kind);
        return (master.Profile, LibCrypto.IsAvailable) switch
        {
            (SrtpProfile.AeadAes128Gcm, true) => new OpenSslGcmCipher(keys, kind),
            (SrtpProfile.AeadAes128Gcm, false) => new StockGcmCipher(keys, kind),
            (SrtpProfile.Aes128CmHmacSha1Tag80, true) => new OpenSslCmCipher(keys),
            (SrtpProfile.Aes128CmHmacSha1Tag80, false) => new StockCmCipher(keys),
            _ => throw new ArgumentException($"There is no profile {master.Profile}.", nameof(master)),
        };
    }

    /// <summary>Encrypts what follows the header, in place, and writes the tag over header, ciphertext and trailer.</summary>
    /// <param name="index">The packet's index, never used before with this key.</param>
    /// <param name="packet">Header and text, without room for the tag.</param>
    /// <param name="headerLength">How much of the packet stays in the clear.</param>
    /// <param name="tag">Where the tag goes: as long as the profile's.</param>
    public abstract void Seal(in SrtpPacketIndex index, Span<byte> packet, int headerLength, Span<byte> tag);

    /// <summary>Checks the tag and decrypts in place. False when the tag is not the packet's; the text is then worthless.</summary>
    public abstract bool Open(in SrtpPacketIndex index, Span<byte> packet, int headerLength, ReadOnlySpan<byte> tag);

    /// <summary>Zeroes and frees the keys.</summary>
    public abstract void Dispose();
}
