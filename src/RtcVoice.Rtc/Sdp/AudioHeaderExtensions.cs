namespace RtcVoice.Rtc.Sdp;

/// <summary>The RTP header extensions that both sides of an audio section use (RFC 8285). An id of null: not used.</summary>
/// <param name="AudioLevel">Client-to-mixer audio level (RFC 6464): the browser's own voice activity hint.</param>
/// <param name="Mid">The section's name in packets (RFC 9143 section 15).</param>
/// <param name="TransportSequenceNumber">Transport-wide congestion control feedback.</param>
internal readonly record struct AudioHeaderExtensions(byte? AudioLevel, byte? Mid, byte? TransportSequenceNumber)
{
    /// <summary>The URI of <see cref="AudioLevel"/>.</summary>
    public const string AudioLevelUri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    /// <summary>The URI of <see cref="Mid"/>.</summary>
    public const string MidUri = "urn:ietf:params:rtp-hdrext:sdes:mid";

    /// <summary>The URI of <see cref="TransportSequenceNumber"/>.</summary>
    public const string TransportSequenceNumberUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    // One-byte headers have ids 1 to 14 (RFC 8285 section 4.2); no browser offers a larger one for audio.
    private const uint MaxId = 14;

    /// <summary>Reads the ids that an offer or answer gives; an extension that flows only away from its writer's peer is left out.</summary>
    public static AudioHeaderExtensions Read(SessionDescription description, MediaDescription section)
    {
        var extensions = default(AudioHeaderExtensions);
        uint used = 0;
        foreach (SdpAttribute attribute in section.Attributes)
        {
            extensions = extensions.With(attribute, ref used);
        }

        foreach (SdpAttribute attribute in description.Attributes)
        {
            extensions = extensions.With(attribute, ref used);
        }

        return extensions;
    }

    // extmap:<id>[/<direction>] <uri> [<attributes>]
    private AudioHeaderExtensions With(SdpAttribute attribute, ref uint used)
    {
        if (attribute.Name != "extmap")
        {
            return this;
        }

        ReadOnlySpan<char> rest = attribute.Value;
        ReadOnlySpan<char> id = SdpText.NextWord(ref rest);
        ReadOnlySpan<char> uri = SdpText.NextWord(ref rest);
        int slash = id.IndexOf('/');
        MediaDirection direction = MediaDirection.SendRecv;
        if ((slash >= 0 && !MediaDirections.TryRead(id[(slash + 1)..], out direction))
            || !SdpText.TryReadNumber(slash < 0 ? id : id[..slash], out uint number)
            || number is 0 or > MaxId
            || (used & (1u << (int)number)) != 0)
        {
            return this;
        }

        used |= 1u << (int)number;
        byte local = (byte)number;
        return uri switch
        {
            // We answer without a direction, which would claim both ways; so only what is offered both ways is taken.
            _ when direction != MediaDirection.SendRecv => this,
            AudioLevelUri => this with { AudioLevel = AudioLevel ?? local },
            MidUri => this with { Mid = Mid ?? local },
            TransportSequenceNumberUri => this with { TransportSequenceNumber = TransportSequenceNumber ?? local },
            _ => this,
        };
    }
}
