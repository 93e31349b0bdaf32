using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc;

/// <summary>What offer and answer agree on, as far as the layers below signalling need it; the same for both roles.</summary>
/// <param name="Remote">The other side's ICE credentials and certificate.</param>
/// <param name="OpusPayloadType">The RTP payload type of Opus, both ways.</param>
/// <param name="Data">Data channels, or null when there are none.</param>
internal sealed record Agreement(SectionTransport Remote, byte OpusPayloadType, NegotiatedData? Data)
{
    public static Agreement Of(NegotiatedSession session) => new(session.Remote, session.Audio.Opus.PayloadType, session.Data);

    public static Agreement Of(RemoteAnswer answer) => new(answer.Remote, answer.Opus.PayloadType, answer.Data);
}
