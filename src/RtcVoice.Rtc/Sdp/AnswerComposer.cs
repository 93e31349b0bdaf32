using System.Collections.Immutable;
using System.Globalization;

namespace RtcVoice.Rtc.Sdp;

/// <summary>Writes the answer to one negotiated offer, section by section (RFC 9429 section 5.3).</summary>
internal sealed class AnswerComposer
{
    private readonly NegotiatedSession _session;
    private readonly AnswerParameters _local;
    private readonly AnswerPreferences _preferences;

    public AnswerComposer(NegotiatedSession session, AnswerParameters local, AnswerPreferences preferences)
    {
        _session = session;
        _local = local;
        _preferences = preferences;
    }

    public SessionDescription Compose(ulong sessionId, ulong version)
    {
        var session = new AttributeList();

        // Session level only; Chromium chooses its nomination by it.
        session.Add("ice-lite");
        if (!_session.BundledMids.IsEmpty)
        {
            session.Add("group", $"BUNDLE {string.Join(' ', _session.BundledMids)}");
        }

        session.AddIf(_session.Offer.Has("extmap-allow-mixed"), "extmap-allow-mixed");
        session.Add("msid-semantic", $" WMS {_local.StreamId}");
        return new SessionDescription
        {
            Origin = new SdpOrigin("-", sessionId, version, SdpOrigin.NoAddress),
            Attributes = session.ToImmutable(),
            Media = [.. _session.Offer.Media.Select(Answer)],
        };
    }

    private MediaDescription Answer(MediaDescription offered, int index)
    {
        if (index == _session.Audio.Section)
        {
            return AnswerAudio(offered, _session.Audio);
        }

        return index == _session.Data?.Section ? AnswerData(offered, _session.Data) : Refuse(offered);
    }

    private MediaDescription AnswerAudio(MediaDescription offered, NegotiatedAudio audio)
    {
        var lines = new AttributeList();
        lines.Add("rtcp", $"{MediaDescription.NoPort} {MediaDescription.NoConnection}");
        lines.AddIf(audio.Mid is not null, "mid", audio.Mid);
        lines.Add(audio.Direction.AttributeName());
        lines.AddIf(audio.Direction.Sends(), "msid", $"{_local.StreamId} {_local.TrackId}");
        lines.Add("rtcp-mux");
        lines.AddIf(audio.UsesReducedSizeRtcp, "rtcp-rsize");
        AddTransport(lines, offered);
        ImmutableArray<string> formats = AddFormats(lines, audio);

        lines.AddIf(offered.Has("extmap-allow-mixed"), "extmap-allow-mixed");
        AddExtension(lines, audio.Extensions.AudioLevel, AudioHeaderExtensions.AudioLevelUri);
        AddExtension(lines, audio.Extensions.Mid, AudioHeaderExtensions.MidUri);
        AddExtension(lines, audio.Extensions.TransportSequenceNumber, AudioHeaderExtensions.TransportSequenceNumberUri);
        lines.AddIf(audio.Direction.Sends(), "ssrc", string.Create(CultureInfo.InvariantCulture, $"{_local.AudioSsrc} cname:{_local.Cname}"));
        return Accept(offered, formats, lines);
    }

    // The offer's numbers (RFC 3264 section 6.1); the first is what the browser will send.
    private ImmutableArray<string> AddFormats(AttributeList lines, NegotiatedAudio audio)
    {
        ImmutableArray<string>.Builder formats = ImmutableArray.CreateBuilder<string>();
        string opus = Number(audio.Opus.PayloadType);
        formats.Add(opus);
        lines.Add("rtpmap", $"{opus} opus/48000/2");
        lines.Add("fmtp", $"{opus} {_preferences.OpusParameters}");
        lines.AddIf(_preferences.SendsTransportFeedback, "rtcp-fb", $"{opus} transport-cc");
        if (audio.RedPayloadType is { } redPayloadType)
        {
            string red = Number(redPayloadType);
            formats.Insert(_preferences.Red == RedUse.Preferred ? 0 : 1, red);
            lines.Add("rtpmap", $"{red} red/48000/2");
            lines.Add("fmtp", $"{red} {opus}/{opus}");
        }

        if (audio.TelephoneEvent is { } telephoneEvent)
        {
            string events = Number(telephoneEvent.PayloadType);
            formats.Add(events);
            lines.Add("rtpmap", string.Create(CultureInfo.InvariantCulture, $"{events} telephone-event/{telephoneEvent.ClockRate}"));
            lines.AddIf(telephoneEvent.NamesEvents, "fmtp", $"{events} 0-15");
        }

        return formats.ToImmutable();
    }

    private MediaDescription AnswerData(MediaDescription offered, NegotiatedData data)
    {
        var lines = new AttributeList();
        lines.AddIf(data.Mid is not null, "mid", data.Mid);
        AddTransport(lines, offered);
        if (data.IsLegacyForm)
        {
            lines.Add("sctpmap", $"{offered.Formats[0]} webrtc-datachannel 65535");
        }
        else
        {
            // RFC 8841 section 9.3: an association that they keep closed, we keep closed.
            lines.Add("sctp-port", Number(data.IsOpen ? _local.SctpPort : 0u));
        }

        lines.Add("max-message-size", Number(_local.MaxMessageSize));
        return Accept(offered, [offered.Formats[0]], lines);
    }

    private void AddTransport(AttributeList lines, MediaDescription offered)
    {
        lines.Add("ice-ufrag", _local.Ice.Ufrag);
        lines.Add("ice-pwd", _local.Ice.Password);
        lines.Add("ice-options", "trickle");
        lines.Add("fingerprint", _local.Fingerprint.ToString());
        lines.Add("setup", "passive");

        // One transport, so the candidates stand once: in the tagged section, the first of the bundle.
        bool isTagged = _session.BundledMids.IsEmpty || offered.Mid == _session.BundledMids[0];
        if (!isTagged)
        {
            return;
        }

        foreach (string candidate in _local.Candidates)
        {
            lines.Add("candidate", CandidateLine.ValueOf(candidate));
        }

        lines.Add("end-of-candidates");
    }

    private static void AddExtension(AttributeList lines, byte? id, string uri)
    {
        if (id is { } number)
        {
            lines.Add("extmap", $"{Number(number)} {uri}");
        }
    }

    private static MediaDescription Accept(MediaDescription offered, ImmutableArray<string> formats, AttributeList lines) => new()
    {
        Kind = offered.Kind,
        Port = MediaDescription.NoPort,
        Protocol = offered.Protocol,
        Formats = formats,
        Connection = MediaDescription.NoConnection,
        Attributes = lines.ToImmutable(),
    };

    // Kept in its place with port 0, out of the bundle (RFC 9143 section 7.3.3); a format is there because one must be.
    private static MediaDescription Refuse(MediaDescription offered)
    {
        var lines = new AttributeList();
        lines.AddIf(offered.Mid is not null, "mid", offered.Mid);
        lines.Add(MediaDirection.Inactive.AttributeName());
        return Accept(offered, [offered.Formats[0]], lines) with { Port = 0 };
    }

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
