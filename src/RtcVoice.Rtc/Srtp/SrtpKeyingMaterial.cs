namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Both directions' master keys, as the DTLS exporter gives them (RFC 5764, 4.2). The four contexts derive their session keys
/// when they are made; dispose this once they are.
/// <code>
/// | client master key | server master key | client master salt | server master salt |
/// </code>
/// </summary>
internal sealed class SrtpKeyingMaterial : IDisposable
{
    /// <summary>Splits exported keying material. The caller still owns <paramref name="exported"/>, and zeroes it.</summary>
    /// <exception cref="ArgumentException">The material is not of the profile's <see cref="SrtpProfileLengths.ExportedLength"/>.</exception>
    public SrtpKeyingMaterial(SrtpProfile profile, ReadOnlySpan<byte> exported)
    {
        if (exported.Length != profile.ExportedLength())
        {
            throw new ArgumentException($"{profile} takes {profile.ExportedLength()} bytes of keying material.", nameof(exported));
        }

        const int Key = SrtpProfileLengths.Key;
        int salt = profile.SaltLength();
        ReadOnlySpan<byte> salts = exported[(2 * Key)..];
        Client = new SrtpMasterKey(profile, exported[..Key], salts[..salt]);
        Server = new SrtpMasterKey(profile, exported.Slice(Key, Key), salts[salt..]);
    }

    /// <summary>What the DTLS client protects with: as the DTLS server we receive by it.</summary>
    public SrtpMasterKey Client { get; }

    /// <summary>What the DTLS server protects with: as the DTLS server we send by it.</summary>
    public SrtpMasterKey Server { get; }

    /// <summary>Zeroes all master keys and salts.</summary>
    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
