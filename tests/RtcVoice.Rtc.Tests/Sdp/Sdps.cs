using System.Collections.Immutable;
using System.Text;
using RtcVoice.Rtc.Sdp;

namespace RtcVoice.Rtc.Tests.Sdp;

/// <summary>Descriptions and our side of a call, in few words.</summary>
internal static class Sdps
{
    public const ulong SessionId = 4_611_686_018_427_387_904;

    public static readonly CertificateFingerprint Fingerprint =
        new(CertificateFingerprint.Sha256, [.. Enumerable.Range(0, 32).Select(octet => (byte)octet)]);

    public static readonly AnswerParameters Local = new()
    {
        Ice = new IceCredentials("abcdEFGH0", "0123456789abcdefghijklmn+/0"),
        Fingerprint = Fingerprint,
        Candidates =
        [
            "candidate:1 1 udp 2130706431 203.0.113.7 7000 typ host generation 0",
            "candidate:2 1 udp 2130706175 2001:db8::7 7000 typ host generation 0",
            "candidate:3 1 tcp 1520435199 203.0.113.7 7000 typ host tcptype passive generation 0",
        ],
        AudioSsrc = 12_345_678,
        Cname = "abcdefgh01234567",
    };

    /// <summary>Other ICE credentials, as after the how-manieth restart.</summary>
    public static AnswerParameters LocalAfterRestarts(int restarts) =>
        Local with { Ice = new IceCredentials($"abcdEFGH{restarts}", $"0123456789abcdefghijklmn+/{restarts}") };

    public static SdpAnswerer NewAnswerer(AnswerPreferences? preferences = null) => new(SessionId, preferences ?? AnswerPreferences.Default);

    public static SessionDescription Read(string text)
    {
        bool isRead = SessionDescription.TryRead(Encoding.UTF8.GetBytes(text), out SessionDescription? description, out SdpError? error);
        Assert.That(isRead, Is.True, error?.ToString());
        return description!;
    }

    public static SdpError ReadError(ReadOnlySpan<byte> text)
    {
        bool isRead = SessionDescription.TryRead(text, out SessionDescription? description, out SdpError? error);
        Assert.That(isRead, Is.False);
        Assert.That(description, Is.Null);
        return error!;
    }

    public static NegotiatedSession Negotiate(this SdpAnswerer answerer, OfferText offer)
    {
        bool isAccepted = answerer.TryNegotiate(offer.Read(), out NegotiatedSession? session, out SdpError? error);
        Assert.That(isAccepted, Is.True, error?.ToString());
        return session!;
    }

    public static SdpError Refuse(this SdpAnswerer answerer, OfferText offer)
    {
        bool isAccepted = answerer.TryNegotiate(offer.Read(), out NegotiatedSession? session, out SdpError? error);
        Assert.That(isAccepted, Is.False);
        Assert.That(session, Is.Null);
        return error!;
    }

    public static SessionDescription Answer(this SdpAnswerer answerer, OfferText offer, AnswerParameters? local = null) =>
        answerer.CreateAnswer(answerer.Negotiate(offer), local ?? Local);

    public static ImmutableArray<string> Lines(this SessionDescription description) =>
        [.. description.ToText().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];

    public static ImmutableArray<string> Lines(this MediaDescription section)
    {
        var text = new StringBuilder();
        section.Write(text);
        return [.. text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }
}
