using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RtcVoice.Rtc.Sdp;

/// <summary>
/// The offering side of one call, as a browser would write it: audio, and data channels on the same transport. For peers
/// of ours that call a server: tests, the load driver. It does not add or remove sections between offers.
/// </summary>
internal sealed class SdpOfferer
{
    private const byte OpusPayloadType = 111;
    private const byte RedPayloadType = 63;
    private const byte TelephoneEventPayloadType = 110;
    private const string AudioMid = "0";
    private const string DataMid = "1";

    private readonly ulong _sessionId;
    private ulong _version;

    /// <summary>Makes the offerer of one call.</summary>
    /// <param name="sessionId">At random; 63 bits of it are used.</param>
    public SdpOfferer(ulong sessionId)
    {
        _sessionId = sessionId & long.MaxValue;
    }

    /// <summary>Writes the next offer; its text is <see cref="SessionDescription.ToText"/>.</summary>
    public SessionDescription CreateOffer(OfferParameters local)
    {
        var session = new AttributeList();
        session.Add("group", local.OffersData ? $"BUNDLE {AudioMid} {DataMid}" : $"BUNDLE {AudioMid}");
        session.Add("extmap-allow-mixed");
        session.Add("msid-semantic", " WMS");
        ImmutableArray<MediaDescription> media = [OfferAudio(local)];
        return new SessionDescription
        {
            Origin = new SdpOrigin("-", _sessionId, ++_version, SdpOrigin.NoAddress),
            Attributes = session.ToImmutable(),
            Media = local.OffersData ? media.Add(OfferData(local)) : media,
        };
    }

    /// <summary>Reads the answer to such an offer; never throws, whatever the bytes.</summary>
    public static bool TryReadAnswer(
        ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out RemoteAnswer? answer,
        [NotNullWhen(false)] out SdpError? error)
    {
        answer = null;
        return SessionDescription.TryRead(text, out SessionDescription? description, out error)
            && RemoteAnswer.TryRead(description, out answer, out error);
    }

    private static MediaDescription OfferAudio(OfferParameters local)
    {
        ImmutableArray<byte> types = local.OffersRed
            ? [OpusPayloadType, RedPayloadType, TelephoneEventPayloadType]
            : [OpusPayloadType, TelephoneEventPayloadType];
        var lines = new AttributeList();
        lines.Add("rtcp", $"{MediaDescription.NoPort} {MediaDescription.NoConnection}");
        AddTransport(lines, local);
        lines.Add("mid", AudioMid);
        lines.Add("extmap", $"1 {AudioHeaderExtensions.AudioLevelUri}");
        lines.Add("extmap", $"4 {AudioHeaderExtensions.MidUri}");
        lines.Add(local.Direction.AttributeName());
        lines.AddIf(local.Direction.Sends(), "msid", "- microphone");
        lines.Add("rtcp-mux");
        lines.Add("rtcp-rsize");
        lines.Add("rtpmap", $"{OpusPayloadType} opus/48000/2");
        lines.Add("fmtp", $"{OpusPayloadType} minptime=10;useinbandfec=1");
        lines.AddIf(local.OffersRed, "rtpmap", $"{RedPayloadType} red/48000/2");
        lines.AddIf(local.OffersRed, "fmtp", $"{RedPayloadType} {OpusPayloadType}/{OpusPayloadType}");
        lines.Add("rtpmap", $"{TelephoneEventPayloadType} telephone-event/48000");
        lines.AddIf(local.Direction.Sends(), "ssrc", string.Create(CultureInfo.InvariantCulture, $"{local.AudioSsrc} cname:{local.Cname}"));
        return Section("audio", "UDP/TLS/RTP/SAVPF", [.. types.Select(type => type.ToString(CultureInfo.InvariantCulture))], lines);
    }

    private static MediaDescription OfferData(OfferParameters local)
    {
        var lines = new AttributeList();
        AddTransport(lines, local);
        lines.Add("mid", DataMid);
        lines.Add("sctp-port", "5000");
        lines.Add("max-message-size", local.MaxMessageSize.ToString(CultureInfo.InvariantCulture));
        return Section("application", "UDP/DTLS/SCTP", ["webrtc-datachannel"], lines);
    }

    private static void AddTransport(AttributeList lines, OfferParameters local)
    {
        foreach (string candidate in local.Candidates)
        {
            lines.Add("candidate", CandidateLine.ValueOf(candidate));
        }

        lines.Add("ice-ufrag", local.Ice.Ufrag);
        lines.Add("ice-pwd", local.Ice.Password);
        lines.Add("ice-options", "trickle");
        lines.Add("fingerprint", local.Fingerprint.ToString());
        lines.Add("setup", "actpass");
    }

    private static MediaDescription Section(string kind, string protocol, ImmutableArray<string> formats, AttributeList lines) => new()
    {
        Kind = kind,
        Port = MediaDescription.NoPort,
        Protocol = protocol,
        Formats = formats,
        Connection = MediaDescription.NoConnection,
        Attributes = lines.ToImmutable(),
    };
}
