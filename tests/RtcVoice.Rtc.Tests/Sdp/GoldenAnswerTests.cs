using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

/// <summary>
/// Our answers to the golden offers, byte for byte as they were set as remote descriptions in the real browsers, and the
/// rules that every answer keeps, whatever its offer.
/// </summary>
internal sealed class GoldenAnswerTests
{
    /// <summary>Set to 1 to write the approved answers anew; then set them in real browsers before they are committed.</summary>
    private const string ApproveVariable = "RTCVOICE_APPROVE_ANSWERS";

    private static IEnumerable<GoldenOffer> SingleOffers =>
        GoldenOffers.All.Where(offer => !offer.Name.Contains("/call-", StringComparison.Ordinal) && !offer.Name.EndsWith("/datachannel-only", StringComparison.Ordinal));

    private static IEnumerable<string> PeersWithCalls =>
        GoldenOffers.All.Where(offer => offer.Name.Contains("/call-", StringComparison.Ordinal)).Select(offer => offer.Peer).Distinct();

    private static IEnumerable<GoldenOffer> OffersWithoutAudio =>
        GoldenOffers.All.Where(offer => offer.Name.EndsWith("/datachannel-only", StringComparison.Ordinal));

    [TestCaseSource(nameof(SingleOffers))]
    public void A_golden_offer_is_answered_as_approved(GoldenOffer offer)
    {
        SessionDescription answer = Sdps.NewAnswerer().Answer(new OfferText(offer.Text));

        AnswerRules.Check(Sdps.Read(offer.Text), answer);
        CheckApproved(offer, answer);
    }

    [TestCaseSource(nameof(PeersWithCalls))]
    public void The_successive_offers_of_a_call_are_answered_as_approved(string peer)
    {
        SdpAnswerer answerer = Sdps.NewAnswerer();
        int restarts = 0;
        foreach (GoldenOffer offer in GoldenOffers.CallOf(peer))
        {
            NegotiatedSession session = answerer.Negotiate(new OfferText(offer.Text));
            Assert.That(session.RestartsIce, Is.EqualTo(offer.Name.EndsWith("-ice-restart", StringComparison.Ordinal)), offer.Name);
            Assert.That(session.RestartsData, Is.False, offer.Name);
            restarts += session.RestartsIce ? 1 : 0;
            SessionDescription answer = answerer.CreateAnswer(session, Sdps.LocalAfterRestarts(restarts));

            AnswerRules.Check(Sdps.Read(offer.Text), answer);
            CheckApproved(offer, answer);
        }

        Assert.That(restarts, Is.EqualTo(1));
        Assert.That(answerer.Current!.Audio.Mid, Is.EqualTo("5"));
    }

    [TestCaseSource(nameof(OffersWithoutAudio))]
    public void An_offer_of_data_channels_alone_is_refused(GoldenOffer offer)
    {
        Assert.That(Sdps.NewAnswerer().Refuse(new OfferText(offer.Text)).Code, Is.EqualTo(SdpErrorCode.NoAudio));
    }

    private static void CheckApproved(GoldenOffer offer, SessionDescription answer)
    {
        string path = Path.Combine(GoldenOffers.Folder, $"{offer.Name}.answer.txt");
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            File.WriteAllText(path, answer.ToText());
        }

        Assert.That(answer.ToText(), Is.EqualTo(File.ReadAllText(path)), offer.Name);
    }
}
