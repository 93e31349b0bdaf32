using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Sdp;
using RtcVoice.TestKit.Offers;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class SdpProperties
{
    private const int Seed = 20_261_122;

    [Test]
    public void Any_lines_of_real_offers_in_any_order_are_read_and_written_and_read_the_same()
    {
        string[] lines = [.. GoldenOffers.All.SelectMany(offer => offer.Text.Split("\r\n")).Distinct()];
        Gen<string[]> shuffled = Gen.Elements(lines).ArrayOf();

        Check(shuffled, picked =>
        {
            byte[] text = Encoding.Latin1.GetBytes("v=0\r\n" + string.Join("\r\n", picked) + "\r\n");
            return !SessionDescription.TryRead(text, out SessionDescription? description, out _)
                || (SessionDescription.TryRead(Encoding.Latin1.GetBytes(description.ToText()), out SessionDescription? again, out _)
                    && again == description);
        });
    }

    [Test]
    public void An_offer_without_any_one_or_two_of_its_lines_is_refused_or_answered_by_the_rules()
    {
        string[] lines = OfferText.Chromium.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        int answered = 0;
        int refused = 0;
        for (int i = 1; i < lines.Length; i++)
        {
            for (int j = i; j < lines.Length; j++)
            {
                SessionDescription offer = Sdps.Read(string.Join("\r\n", lines.Where((_, line) => line != i && line != j)) + "\r\n");
                SdpAnswerer answerer = Sdps.NewAnswerer();
                if (!answerer.TryNegotiate(offer, out NegotiatedSession? session, out SdpError? error))
                {
                    Assert.That(error.Message, Is.Not.Empty);
                    refused++;
                    continue;
                }

                SessionDescription answer = answerer.CreateAnswer(session, Sdps.Local);
                Assert.That(answer.Media.Select(section => section.Kind), Is.EqualTo(offer.Media.Select(section => section.Kind)));
                Assert.That(Sdps.Read(answer.ToText()), Is.EqualTo(answer));
                answered++;
            }
        }

        Assert.That(answered, Is.GreaterThan(100));
        Assert.That(refused, Is.GreaterThan(100));
    }

    private static void Check<T>(Gen<T> generator, Func<T, bool> property) =>
        Prop.ForAll(generator.ToArbitrary(), property).Check(
            Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(Seed, 1, 50));
}
