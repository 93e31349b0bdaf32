using System.Net;
using System.Text;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Rtc.Stun;
using RtcVoice.TestKit.Offers;
using RtcVoice.TestKit.Peers;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: datagrams of every kind at a peer that has answered an offer and whose browser has not come yet. It gives no byte
/// to anyone who has not shown the password, and no more than three times the bytes of a check to one who has.
/// </summary>
internal sealed class PeerBeforeAuthenticationTarget : IFuzzTarget
{
    private const int MaxSteps = 128;
    private const int MaxAmplification = 3;
    private const string RemoteUfragPrefix = "a=ice-ufrag:";

    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    private static readonly string Offer = GoldenOffers.All[0].Text;

    private static readonly byte[] RemoteUfrag = Encoding.ASCII.GetBytes(
        Offer.Split("\r\n").First(line => line.StartsWith(RemoteUfragPrefix, StringComparison.Ordinal))[RemoteUfragPrefix.Length..]);

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. StunSeeds.All.SelectMany(message => (byte[])[0, 1, .. ByteScript.WriteBlock(message)])],
        [0, 0, .. ByteScript.WriteBlock([22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1, 1, 100],
        [.. RtpSeeds.All.Concat(RtcpSeeds.All).SelectMany(packet => (byte[])[0, 2, .. ByteScript.WriteBlock(packet)])],
        [2, 0, .. ByteScript.WriteBlock(StunSeeds.Attributes[1]), 0, 0, .. ByteScript.WriteBlock([21, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40])],
    ];

    public static IReadOnlyList<byte[]> Words => [.. StunSeeds.All, .. StunSeeds.Attributes];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        Instant now = new(1_000_000_000);
        using var peer = RtcPeer.CreateAnswering(Settings(), static () => { });
        string answer = peer.Answer(Offer, now).Answer!;
        byte[] buffer = new byte[RtcPeer.MaxDatagramOut];
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            byte what = script.Byte();
            TransportTuple source = Source(script.Byte());
            int bytesIn = 0;
            bool isCheck = what % 3 == 2;
            switch (what % 3)
            {
                case 1:
                    now += TimeSpan.FromMilliseconds(script.Byte() * 10);
                    peer.HandleTimeout(now);
                    break;
                default:
                    byte[] datagram = isCheck ? Check(answer, script.Block()) : script.Block().ToArray();
                    bytesIn = datagram.Length;
                    peer.HandleDatagram(source, datagram, now);
                    break;
            }

            CheckOutput(peer, buffer, bytesIn, isCheck, source);
            while (peer.TryPollEvent(out PeerEvent happened))
            {
                Invariant.Require(happened.Kind is not (PeerEventKind.Frame or PeerEventKind.Message or PeerEventKind.Connected), "nobody connects without DTLS");
            }
        }

        Invariant.Require(peer.Sender is null && peer.State is not PeerState.Connected, "nobody is connected");
    }

    private static void CheckOutput(RtcPeer peer, byte[] buffer, int bytesIn, bool isCheck, TransportTuple source)
    {
        int bytesOut = 0;
        while (peer.TryPollTransmit(buffer, out int length, out TransportTuple destination))
        {
            Invariant.Require(peer.IsAuthenticated(destination) || (isCheck && destination == source), "nothing is sent to a stranger");
            bytesOut += length;
        }

        Invariant.Require(bytesOut <= MaxAmplification * bytesIn, "the peer is no amplifier");
        Invariant.Require(peer.Tuples.Count <= 8, "tuples are bounded");
    }

    private static TransportTuple Source(byte which) => TransportTuple.From(
        (which & 4) != 0 ? TransportProtocol.Tcp : TransportProtocol.Udp,
        new IPEndPoint((which & 8) != 0 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 40_000 + (which >> 4)));

    // A check by one who has read the answer, with attributes that no browser sends.
    private static byte[] Check(string answer, ReadOnlySpan<byte> attribute)
    {
        string[] lines = answer.Split("\r\n");
        string ufrag = lines.First(line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal))["a=ice-ufrag:".Length..];
        string password = lines.First(line => line.StartsWith("a=ice-pwd:", StringComparison.Ordinal))["a=ice-pwd:".Length..];
        byte[] buffer = new byte[StunMessage.MaxLength];
        var writer = new StunWriter(buffer, StunClass.Request, new StunTransactionId(1, (ulong)attribute.Length));
        writer.WriteUsername(Encoding.ASCII.GetBytes(ufrag), RemoteUfrag);
        writer.WritePriority(1);
        if (attribute.Length is >= 4 and < 1024)
        {
            writer.WriteAttribute((StunAttributeType)((attribute[0] << 8) | attribute[1]), attribute[4..]);
        }

        return buffer[..writer.Complete(Encoding.ASCII.GetBytes(password))];
    }

    private static RtcPeerSettings Settings() => new()
    {
        Endpoints = [PeerPair.ServerAddress.ToEndPoint()],
        Certificate = Certificate,
        Handshakes = RefusingExecutor.Instance,
        Random = new SeededRandom(1),
        WallClockAtOrigin = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
        HandshakeInLockstep = true,
    };

    /// <summary>What happens in a handshake is for another target: here every one finds the house full.</summary>
    private sealed class RefusingExecutor : IDtlsHandshakeExecutor
    {
        public static readonly RefusingExecutor Instance = new();

        public bool TryRun(Action handshake) => false;
    }
}
