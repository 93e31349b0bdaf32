using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Rtc.Sdp;

/// <summary>What one side says of the transport of a section: ICE credentials, certificate, DTLS role.</summary>
internal sealed record SectionTransport
{
    /// <summary>The credentials that STUN requests carry.</summary>
    public required IceCredentials Ice { get; init; }

    /// <summary>The certificates that may show up in the DTLS handshake; at least one.</summary>
    public required ImmutableArray<CertificateFingerprint> Fingerprints { get; init; }

    /// <summary>The DTLS role that its writer takes, or leaves to the other.</summary>
    public required SetupRole Setup { get; init; }

    /// <summary>The name of the DTLS association (RFC 8842 section 4), or null; no browser sends one yet.</summary>
    public string? TlsId { get; init; }

    /// <summary>
    /// Reads the transport of a section. What the section itself and the session do not say is taken from the other
    /// sections of its bundle: a bundle-only section may leave all of it to the tagged one (RFC 9143 section 7.1.3).
    /// </summary>
    /// <param name="description">The offer or answer.</param>
    /// <param name="bundle">The sections of the bundle, the one that counts first.</param>
    /// <param name="transport">The transport, when true.</param>
    /// <param name="error">What is missing, when false.</param>
    public static bool TryRead(
        SessionDescription description,
        IReadOnlyList<MediaDescription> bundle,
        [NotNullWhen(true)] out SectionTransport? transport,
        [NotNullWhen(false)] out SdpError? error)
    {
        transport = null;
        IceCredentials? ice = null;
        for (int i = 0; i < bundle.Count && ice is null; i++)
        {
            _ = IceCredentials.TryRead(description, bundle[i], out ice);
        }

        if (ice is null)
        {
            error = new SdpError(
                SdpErrorCode.NoIceCredentials,
                "There is no usable a=ice-ufrag (4 to 256 characters) and a=ice-pwd (22 to 256): send the offer as the browser made it.");
            return false;
        }

        ImmutableArray<CertificateFingerprint> fingerprints = [];
        for (int i = 0; i < bundle.Count && fingerprints.IsEmpty; i++)
        {
            fingerprints = ReadFingerprints(bundle[i].Has("fingerprint") ? bundle[i].Attributes : description.Attributes);
        }

        if (fingerprints.IsEmpty)
        {
            error = new SdpError(
                SdpErrorCode.NoFingerprint,
                "There is no readable a=fingerprint of sha-256, sha-384 or sha-512: media is encrypted with DTLS-SRTP only.");
            return false;
        }

        string? setup = bundle.Select(section => section.Find("setup")).FirstOrDefault(value => value is not null) ?? description.Find("setup");
        if (!TryReadSetup(setup, out SetupRole role))
        {
            error = new SdpError(
                SdpErrorCode.UnsupportedSetup, "a=setup is neither actpass nor active nor passive: offer a=setup:actpass, as browsers do.");
            return false;
        }

        transport = new SectionTransport
        {
            Ice = ice,
            Fingerprints = fingerprints,
            Setup = role,
            TlsId = bundle.Select(section => description.Find(section, "tls-id")).FirstOrDefault(value => value is not null),
        };
        error = null;
        return true;
    }

    private static ImmutableArray<CertificateFingerprint> ReadFingerprints(ImmutableArray<SdpAttribute> attributes)
    {
        ImmutableArray<CertificateFingerprint>.Builder fingerprints = ImmutableArray.CreateBuilder<CertificateFingerprint>();
        foreach (SdpAttribute attribute in attributes)
        {
            if (attribute.Name == "fingerprint"
                && fingerprints.Count < SdpLimits.MaxFingerprints
                && CertificateFingerprint.TryRead(attribute.Value, out CertificateFingerprint fingerprint)
                && !fingerprints.Contains(fingerprint))
            {
                fingerprints.Add(fingerprint);
            }
        }

        return fingerprints.ToImmutable();
    }

    private static bool TryReadSetup(string? text, out SetupRole role)
    {
        // RFC 4145 section 4.1: an offer that does not say is active.
        (bool isRead, role) = text switch
        {
            null or "active" => (true, SetupRole.Active),
            "actpass" => (true, SetupRole.ActPass),
            "passive" => (true, SetupRole.Passive),
            _ => (false, SetupRole.Active),
        };
        return isRead;
    }
}
