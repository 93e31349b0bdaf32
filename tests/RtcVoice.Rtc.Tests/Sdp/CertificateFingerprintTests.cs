using System.Collections.Immutable;
using System.Security.Cryptography;
using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc.Tests.Sdp;

internal sealed class CertificateFingerprintTests
{
    private static readonly byte[] Certificate = [0x30, 0x82, 1, 2, 3];

    [Test]
    public void A_fingerprint_is_read_in_either_case_and_written_in_capitals()
    {
        Assert.That(CertificateFingerprint.TryRead(Sdps.Fingerprint.ToString().ToLowerInvariant(), out CertificateFingerprint lower), Is.True);
        Assert.That(lower, Is.EqualTo(Sdps.Fingerprint));
        Assert.That(lower.ToString(), Does.StartWith("sha-256 00:01:02:").And.EndsWith(":1E:1F"));
    }

    [TestCase("sha-256 00")]
    [TestCase("sha-256 :")]
    [TestCase("sha-257 00:01")]
    [TestCase("sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1G")]
    [TestCase("sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E-1F")]
    [TestCase("sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:+F")]
    [TestCase("sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F:20")]
    [TestCase("sha-512 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F")]
    public void A_fingerprint_that_is_not_as_long_as_its_hash_or_not_hexadecimal_is_none(string text)
    {
        Assert.That(CertificateFingerprint.TryRead(text, out _), Is.False);
    }

    [Test]
    public void Several_fingerprints_of_an_offer_are_all_kept_once()
    {
        var strong = new CertificateFingerprint("sha-512", [.. SHA512.HashData(Certificate)]);
        OfferText offer = OfferText.Chromium.WithLine(0, $"a=fingerprint:{strong}").WithLine(0, $"a=fingerprint:{strong}");

        Assert.That(Sdps.NewAnswerer().Negotiate(offer).Remote.Fingerprints, Has.Length.EqualTo(2));
    }

    [Test]
    public void A_section_s_own_fingerprint_comes_before_the_session_s()
    {
        OfferText offer = OfferText.Chromium.WithLine(-1, $"a=fingerprint:{Sdps.Fingerprint}");

        Assert.That(Sdps.NewAnswerer().Negotiate(offer).Remote.Fingerprints, Does.Not.Contain(Sdps.Fingerprint));
    }
}
