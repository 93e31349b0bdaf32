using System.Text;
using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class SdpOffererTests
{
    private static readonly OfferParameters Client = new()
    {
        Ice = new IceCredentials("clnt", "abcdefghijklmnopqrstuv"),
        Fingerprint = Sdps.Fingerprint,
        AudioSsrc = 77,
        Cname = "client",
    };

    [Test]
    public void Our_offer_and_our_answer_agree()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        SessionDescription offer = new SdpOfferer(5).CreateOffer(Client);
        Assert.That(SessionDescription.TryRead(Encoding.UTF8.GetBytes(offer.ToText()), out SessionDescription? read, out _), Is.True);
        Assert.That(read, Is.EqualTo(offer));
        Assert.That(answerer.TryNegotiate(read!, out NegotiatedSession? session, out SdpError? error), Is.True, error?.Message);
        RemoteAnswer answer = ReadAnswer(answerer.CreateAnswer(session!, Sdps.Local));

        Assert.That(session!.Remote.Ice, Is.EqualTo(Client.Ice));
        Assert.That(session.Audio.RemoteSsrc, Is.EqualTo(77));
        Assert.That(session.Audio.RemoteCname, Is.EqualTo("client"));
        Assert.That(session.Data!.RemoteMaxMessageSize, Is.EqualTo(262144));
        Assert.That(answer.Remote.Ice, Is.EqualTo(Sdps.Local.Ice));
        Assert.That(answer.Remote.Fingerprints, Is.EqualTo(new[] { Sdps.Fingerprint }));
        Assert.That(answer.Remote.Setup, Is.EqualTo(SetupRole.Passive));
        Assert.That(answer.IsIceLite, Is.True);
        Assert.That(answer.Candidates, Is.EqualTo(Sdps.Local.Candidates));
        Assert.That(answer.Opus.PayloadType, Is.EqualTo(session.Audio.Opus.PayloadType));
        Assert.That(answer.Direction, Is.EqualTo(MediaDirection.SendRecv));
        Assert.That(answer.Extensions, Is.EqualTo(session.Audio.Extensions));
        Assert.That(answer.RemoteSsrc, Is.EqualTo(Sdps.Local.AudioSsrc));
        Assert.That(answer.MediaStreamId, Is.EqualTo("rtcvoice agent"));
        Assert.That(answer.Data!.RemotePort, Is.EqualTo(5000));
        Assert.That(answer.Data.RemoteMaxMessageSize, Is.EqualTo(65536));
    }

    [Test]
    public void An_offer_without_data_to_only_listen_is_answered_so()
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        SessionDescription offer = new SdpOfferer(5).CreateOffer(
            Client with { OffersData = false, OffersRed = false, Direction = MediaDirection.RecvOnly, Candidates = ["candidate:1 1 udp 1 192.0.2.1 5 typ host"] });
        RemoteAnswer answer = ReadAnswer(answerer.Answer(new OfferText(offer.ToText())));

        Assert.That(offer.Media.Single().Has("ssrc"), Is.False);
        Assert.That(CandidateLine.Read(offer.Media[0]), Has.Length.EqualTo(1));
        Assert.That(answer.Data, Is.Null);
        Assert.That(answer.Direction, Is.EqualTo(MediaDirection.SendOnly));
    }

    [Test]
    public void Every_offer_has_the_next_version_and_new_credentials_restart_ICE()
    {
        var offerer = new SdpOfferer(5);
        SdpAnswerer answerer = Sdps.NewAnswerer();
        _ = answerer.Answer(new OfferText(offerer.CreateOffer(Client).ToText()));
        SessionDescription second = offerer.CreateOffer(Client with { Ice = new IceCredentials("othr", "abcdefghijklmnopqrstuv") });

        Assert.That(second.Origin, Is.EqualTo(new SdpOrigin("-", 5, 2, SdpOrigin.NoAddress)));
        Assert.That(answerer.Negotiate(new OfferText(second.ToText())).RestartsIce, Is.True);
    }

    [Test]
    public void An_answer_without_audio_or_not_SDP_is_told_so()
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(OfferText.Chromium);
        string refused = answer.ToText().Replace("m=audio 9", "m=audio 0", StringComparison.Ordinal);
        string withoutOpus = answer.ToText().Replace("opus/48000/2", "PCMU/8000", StringComparison.Ordinal);

        Assert.That(ReadError(refused).Code, Is.EqualTo(SdpErrorCode.NoAudio));
        Assert.That(ReadError(withoutOpus).Code, Is.EqualTo(SdpErrorCode.NoOpus));
        Assert.That(ReadError("{}").Code, Is.EqualTo(SdpErrorCode.NotSdp));
    }

    private static RemoteAnswer ReadAnswer(SessionDescription answer)
    {
        bool isRead = SdpOfferer.TryReadAnswer(Encoding.UTF8.GetBytes(answer.ToText()), out RemoteAnswer? result, out SdpError? error);
        Assert.That(isRead, Is.True, error?.Message);
        return result!;
    }

    private static SdpError ReadError(string answer)
    {
        Assert.That(SdpOfferer.TryReadAnswer(Encoding.UTF8.GetBytes(answer), out _, out SdpError? error), Is.False);
        return error!;
    }
}
