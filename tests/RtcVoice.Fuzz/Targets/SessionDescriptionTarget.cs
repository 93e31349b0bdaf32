using System.Diagnostics;
using System.Text;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// A session description is written as it was read; an offer that is accepted has an answer that the other side reads,
/// with the same sections; the same offer again restarts nothing; and none of it takes long.
/// </summary>
internal sealed class SessionDescriptionTarget : IFuzzTarget
{
    // An offer takes 50 us. The limit is for the growth with its length, and wide enough for a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly AnswerParameters Local = new()
    {
        Ice = new IceCredentials("abcdEFGH", "0123456789abcdefghijklmn"),
        Fingerprint = new CertificateFingerprint(CertificateFingerprint.Sha256, [.. new byte[32]]),
        Candidates = ["candidate:1 1 udp 2130706431 203.0.113.7 7000 typ host"],
        AudioSsrc = 1,
        Cname = "cname",
    };

    public static IEnumerable<byte[]> Seeds => GoldenOffers.All.Select(offer => offer.Bytes.ToArray());

    public static IReadOnlyList<byte[]> Words { get; } =
        [.. GoldenOffers.All.SelectMany(offer => offer.Text.Split("\r\n")).Distinct().Select(line => Encoding.ASCII.GetBytes(line + "\r\n"))];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        long start = Stopwatch.GetTimestamp();
        if (!SessionDescription.TryRead(data, out SessionDescription? offer, out SdpError? error))
        {
            Invariant.Require(error.Message.Length > 0, "an error says why");
            return;
        }

        Invariant.Require(ReadAgain(offer) == offer, "a description is written as it was read");
        var answerer = new SdpAnswerer(1, new AnswerPreferences { Red = RedUse.Accepted, SendsTransportFeedback = true });
        if (answerer.TryNegotiate(offer, out NegotiatedSession? session, out error))
        {
            SessionDescription answer = answerer.CreateAnswer(session, Local);
            CheckAnswer(offer, session, answer);
            Invariant.Require(answerer.TryNegotiate(offer, out NegotiatedSession? again, out _), "an accepted offer is accepted again");
            Invariant.Require(!again!.RestartsIce && !again.RestartsData && again.IsReoffer, "and restarts nothing");
        }

        Invariant.Require(Stopwatch.GetElapsedTime(start) < Limit, "it takes no longer than its length warrants");
    }

    private static void CheckAnswer(SessionDescription offer, NegotiatedSession session, SessionDescription answer)
    {
        byte[] text = Encoding.Latin1.GetBytes(answer.ToText());
        Invariant.Require(ReadAgain(answer) == answer, "an answer is read as it was written");
        Invariant.Require(answer.Media.Length == offer.Media.Length, "an answer has the sections of the offer");
        Invariant.Require(answer.Media.Count(section => section.Port != 0) == (session.Data is null ? 1 : 2), "and accepts audio and data alone");
        Invariant.Require(SdpOfferer.TryReadAnswer(text, out RemoteAnswer? remote, out _), "and its offerer can read it");
        Invariant.Require(remote!.Remote.Ice == Local.Ice && remote.Candidates.Length == 1, "with our credentials and candidates");
        Invariant.Require(remote.Opus.PayloadType == session.Audio.Opus.PayloadType, "and the number of Opus");
    }

    private static SessionDescription? ReadAgain(SessionDescription description) =>
        SessionDescription.TryRead(Encoding.Latin1.GetBytes(description.ToText()), out SessionDescription? again, out _) ? again : null;
}
