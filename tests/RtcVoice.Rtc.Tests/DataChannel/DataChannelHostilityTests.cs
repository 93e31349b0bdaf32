using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Rtc.Tests.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.DataChannel;

/// <summary>What a browser that breaks the rules can make an endpoint hold.</summary>
public sealed class DataChannelHostilityTests
{
    private const uint Tag = ScriptedPeer.Tag;
    private static readonly byte[] Open = [3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 65];
    private readonly byte[] _buffer = new byte[1200];

    [Test]
    public void A_peer_that_resets_a_stream_again_and_again_and_answers_no_reset_makes_us_keep_nothing_more()
    {
        var endpoint = new DataChannelEndpoint(new DataChannelOptions(), SeededBytes.From(7));
        var now = new Instant(1_000_000_000);
        Tsn tsn = new(1);
        var parameters = new PeerParameters(Tag, 100_000, 64, 64, tsn, HasForwardTsn: true, HasReConfig: true);
        endpoint.HandleDatagram(ScriptedPeer.Packet(0, ScriptedPeer.Init(parameters)), now);
        (uint theirTag, byte[] cookie) = ReadInitAck(endpoint);
        endpoint.HandleDatagram(ScriptedPeer.Packet(theirTag, Chunk.Create(ChunkType.CookieEcho, 0, cookie)), now);
        Assert.That(endpoint.IsUp, Is.True);

        // A channel, its reset, which we answer with one of our own, and its successor, which waits for the answer to that.
        endpoint.HandleDatagram(ScriptedPeer.Packet(theirTag, ScriptedPeer.Data(tsn, 0, 0, Open, protocol: PayloadProtocol.Dcep)), now);
        endpoint.HandleDatagram(ScriptedPeer.Packet(theirTag, OutgoingResetRequest.Create(tsn, tsn, tsn, [0])), now);
        endpoint.HandleDatagram(ScriptedPeer.Packet(theirTag, ScriptedPeer.Data(tsn.Next, 0, 0, Open, protocol: PayloadProtocol.Dcep)), now);
        Assert.That(endpoint.KeptEvents, Is.EqualTo(1));

        ushort[] sameStream = new ushort[500];
        Tsn request = tsn;
        for (int i = 0; i < 100; i++)
        {
            request = request.Next;
            endpoint.HandleDatagram(ScriptedPeer.Packet(theirTag, OutgoingResetRequest.Create(request, tsn, tsn.Next, sameStream)), now);
        }

        Assert.That(endpoint.KeptEvents, Is.EqualTo(2));
    }

    private (uint Tag, byte[] Cookie) ReadInitAck(DataChannelEndpoint endpoint)
    {
        Assert.That(endpoint.TryPollTransmit(_buffer, out int length), Is.True);
        ReadOnlySpan<byte> rest = _buffer.AsSpan(SctpCommonHeader.Length, length - SctpCommonHeader.Length);
        bool isRead = Chunk.TryTake(ref rest, out Chunk chunk) & InitChunk.TryRead(chunk, out InitChunk ack);
        Assert.That(isRead, Is.True);
        return (ack.Parameters.Tag, ack.Cookie.ToArray());
    }
}
