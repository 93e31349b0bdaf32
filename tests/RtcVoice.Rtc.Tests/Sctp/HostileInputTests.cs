using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Sctp;

/// <summary>What comes out of DTLS was written by the peer's page, or by whoever wrote the peer: nothing in it is trusted.</summary>
public class HostileInputTests
{
    [Test]
    public void Every_packet_of_a_session_cut_at_every_length_throws_nothing()
    {
        foreach ((byte[] packet, bool isToServer) in RecordSession())
        {
            AssociationPair pair = AssociationPair.Connected();
            SctpAssociation target = isToServer ? pair.Server.Association : pair.Client.Association;
            for (int length = 0; length < packet.Length; length++)
            {
                byte[] cut = packet[..length];
                target.HandleDatagram(cut, pair.Now);
                if (length >= SctpCommonHeader.Length)
                {
                    SctpCommonHeader.Seal(cut);
                    target.HandleDatagram(cut, pair.Now);
                }

                AssertIsSane(target);
                pair.Network.Flush();
            }
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Packets_of_a_session_with_changed_bytes_and_a_right_checksum_throw_nothing(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        List<(byte[] Packet, bool IsToServer)> session = RecordSession();
        int ended = 0;
        for (int run = 0; run < 150; run++)
        {
            // The same seeds as the recorded session, so that tags and TSNs are right and the packets get far.
            AssociationPair pair = NewPair();
            pair.Connect();
            for (int i = 0; i < 60; i++)
            {
                (byte[] original, bool isToServer) = session[random.Next(session.Count)];
                byte[] packet = [.. original];
                for (int changes = random.Next(4); changes >= 0; changes--)
                {
                    int at = random.Next(SctpCommonHeader.Length, packet.Length);
                    packet[at] = random.Next(3) switch
                    {
                        0 => (byte)random.Next(256),
                        1 => (byte)(packet[at] ^ (1 << random.Next(8))),
                        _ => (byte)(random.Next(2) * 255),
                    };
                }

                SctpCommonHeader.Seal(packet);
                SctpAssociation target = isToServer ? pair.Server.Association : pair.Client.Association;
                target.HandleDatagram(packet, pair.Now);
                AssertIsSane(target);
                if (random.Next(4) == 0)
                {
                    pair.Send(isToServer ? pair.Server : pair.Client, (ushort)random.Next(3), new byte[1 + random.Next(3000)]);
                }

                pair.RunFor(random.NextDouble() * 0.3);
            }

            AssertIsSane(pair.Client.Association);
            AssertIsSane(pair.Server.Association);
            ended += pair.Client.Association.State == SctpState.Ended ? 1 : 0;
        }

        Assert.That(ended, Is.LessThan(150), "most of it is shrugged off");
    }

    [TestCase(4)]
    [TestCase(5)]
    public void Random_chunks_of_every_kind_throw_nothing_and_stay_in_bounds(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        ChunkType[] kinds = Enum.GetValues<ChunkType>();
        for (int run = 0; run < 100; run++)
        {
            var peer = new ScriptedPeer();
            for (int i = 0; i < 200 && peer.Association.State != SctpState.Ended; i++)
            {
                var chunks = new byte[1 + random.Next(3)][];
                for (int c = 0; c < chunks.Length; c++)
                {
                    byte[] value = new byte[random.Next(random.Next(2) == 0 ? 40 : 300)];
                    random.NextBytes(value);
                    if (random.Next(2) == 0 && value.Length >= 4)
                    {
                        // Near the numbers in use, where things happen.
                        Tsn near = (random.Next(2) == 0 ? peer.TheirInitialTsn : ScriptedPeer.InitialTsn) + random.Next(-3, 20);
                        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(value, near.Value);
                    }

                    ChunkType kind = random.Next(8) == 0 ? (ChunkType)random.Next(256) : kinds[random.Next(kinds.Length)];
                    chunks[c] = ScriptedPeer.Raw(kind, (byte)random.Next(random.Next(2) == 0 ? 8 : 256), value);
                }

                peer.Send((ushort)random.Next(4), new byte[1 + random.Next(2000)], new SendOptions(MaxRetransmits: (ushort)random.Next(3)));
                int answer = peer.SendChunks(chunks).Sum(chunk => chunk.Bytes.Length);
                Assert.That(answer, Is.LessThan(16 * 1200));
                peer.Pass(TimeSpan.FromMilliseconds(random.Next(300)));
                AssertIsSane(peer.Association);
            }
        }
    }

    [TestCase(6)]
    public void Forged_SACKs_throw_nothing_and_lose_no_count(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var peer = new ScriptedPeer();
        for (int i = 0; i < 5000; i++)
        {
            peer.Send((ushort)random.Next(3), new byte[1 + random.Next(1500)], new SendOptions(MaxRetransmits: random.Next(3) == 0 ? (ushort)1 : null));
            var blocks = new List<(ushort, ushort)>();
            int at = 2;
            while (random.Next(3) != 0 && at < 60)
            {
                int start = at + random.Next(3);
                int end = start + random.Next(3);
                blocks.Add(((ushort)start, (ushort)end));
                at = end + 1 + random.Next(2);
            }

            Tsn cumulative = peer.TheirInitialTsn + random.Next(-2, i);
            peer.SendChunks(ScriptedPeer.Sack(cumulative, (uint)random.Next(200_000), [.. blocks]));
            AssertIsSane(peer.Association);
            peer.Now += TimeSpan.FromMilliseconds(random.Next(100));
            if (peer.Association.NextTimeout <= peer.Now)
            {
                peer.Association.HandleTimeout(peer.Now);
            }
        }

        // A peer that then tells the truth is served in full.
        for (int i = 0; i < 200 && peer.Association.Statistics.BytesInFlight > 0; i++)
        {
            int low = 0;
            int high = 100_000;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                int before = peer.Association.Statistics.BytesInFlight;
                peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn + middle, 100_000));
                if (peer.Association.Statistics.BytesInFlight != before)
                {
                    low = middle;
                }
                else
                {
                    high = middle - 1;
                }
            }
        }

        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
    }

    [Test]
    public void A_SACK_with_as_many_blocks_as_fit_is_handled_once()
    {
        var peer = new ScriptedPeer();
        for (int i = 0; i < 600; i++)
        {
            peer.Send(0, [1]);
        }

        int sent = peer.Drain().Count;
        (ushort, ushort)[] blocks = [.. Enumerable.Range(0, Math.Min(280, (sent / 2) - 1)).Select(i => ((ushort)((2 * i) + 2), (ushort)((2 * i) + 2)))];
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn.Previous, 100_000, blocks));
        Assert.That(peer.Association.Statistics.BytesInFlight, Is.Positive);
        AssertIsSane(peer.Association);
    }

    [Test]
    public void Packets_for_another_tag_port_or_before_the_handshake_are_dropped()
    {
        var peer = new ScriptedPeer();
        byte[] data = ScriptedPeer.Data(ScriptedPeer.InitialTsn, 0, 0, [1]);
        Assert.That(peer.SendPacket(peer.TheirTag + 1, data), Is.Empty);
        Assert.That(peer.SendPacket(0, data), Is.Empty);
        Assert.That(peer.SendPacket(ScriptedPeer.Tag, data), Is.Empty);
        byte[] packet = ScriptedPeer.Packet(peer.TheirTag, data);
        packet[1] ^= 1;
        SctpCommonHeader.Seal(packet);
        peer.Association.HandleDatagram(packet, peer.Now);
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Messages, Is.Empty);
        Assert.That(peer.Association.Statistics.PacketsDropped, Is.EqualTo(4));

        var waiting = new ScriptedPeer(connect: false);
        Assert.That(waiting.SendPacket(0, data), Is.Empty);
        Assert.That(waiting.SendPacket(1, ScriptedPeer.Raw(ChunkType.Abort, 1, [])), Is.Empty);
        Assert.That(waiting.Association.State, Is.EqualTo(SctpState.Listening));
    }

    [Test]
    public void A_packet_full_of_requests_gets_a_bounded_answer()
    {
        var peer = new ScriptedPeer();
        byte[][] heartbeats = [.. Enumerable.Repeat(ScriptedPeer.Raw(ChunkType.Heartbeat, 0, []), 290)];
        Assert.That(peer.SendChunks(heartbeats), Has.Count.LessThanOrEqualTo(SctpAssociation.MaxPendingControls));
        byte[][] unknown = [.. Enumerable.Repeat(ScriptedPeer.Raw((ChunkType)0xFF, 0, []), 290)];
        Assert.That(peer.SendChunks(unknown), Has.Count.LessThanOrEqualTo(SctpAssociation.MaxPendingControls));
    }

    [Test]
    public void A_cookie_too_long_to_echo_ends_the_opening()
    {
        var pair = new AssociationPair();
        pair.Client.Association.Connect(pair.Now);
        byte[] buffer = new byte[1200];
        pair.Client.Association.TryPollTransmit(buffer, out int length);
        ReadOnlySpan<byte> rest = buffer.AsSpan(SctpCommonHeader.Length..length);
        Chunk.TryTake(ref rest, out Chunk chunk);
        InitChunk.TryRead(chunk, out InitChunk init);
        byte[] ack = InitChunk.Create(ChunkType.InitAck, init.Parameters with { Tag = 77 }, new byte[1180], []);
        pair.Client.Association.HandleDatagram(ScriptedPeer.Packet(init.Parameters.Tag, ack), pair.Now);
        Assert.That(pair.Client.Association.State, Is.EqualTo(SctpState.Ended));
    }

    private static AssociationPair NewPair() => new(NetworkConditions.Lossy(0.1, 91));

    /// <summary>A session with every kind of chunk in it, both directions.</summary>
    private static List<(byte[] Packet, bool IsToServer)> RecordSession()
    {
        var packets = new List<(byte[], bool)>();
        AssociationPair pair = NewPair();
        pair.Network.ToServer.Filter = packet => Record(packet, isToServer: true);
        pair.Network.ToClient.Filter = packet => Record(packet, isToServer: false);
        pair.Connect();
        for (int i = 0; i < 10; i++)
        {
            pair.Send(pair.Client, 0, new byte[200 + (i * 300)]);
            pair.Send(pair.Server, 1, new byte[10 + (i * 300)], new SendOptions(IsUnordered: i % 2 == 0, MaxRetransmits: 0));
            pair.RunFor(0.1);
        }

        pair.Client.Association.TryResetStream(0, pair.Now);
        pair.RunFor(35);
        pair.Client.Association.Shutdown(pair.Now);
        pair.RunFor(5);
        var kinds = packets.SelectMany(packet => SentChunk.Split(packet.Item1)).Select(chunk => chunk.Type).ToHashSet();
        Assert.That(kinds, Is.SupersetOf(Enum.GetValues<ChunkType>().Except([ChunkType.Abort, ChunkType.Error])));
        return packets;

        bool Record(byte[] packet, bool isToServer)
        {
            packets.Add((packet, isToServer));
            return true;
        }
    }

    private static void AssertIsSane(SctpAssociation association)
    {
        SctpStatistics statistics = association.Statistics;
        Assert.That(statistics.BytesInFlight, Is.Not.Negative);
        Assert.That(statistics.ReceiveBufferBytes, Is.InRange(0, (512 * 1024) + 2000));
        for (ushort stream = 0; stream < 4; stream++)
        {
            Assert.That(association.BufferedAmount(stream), Is.InRange(0, 1024 * 1024));
        }

        if (association.State == SctpState.Ended)
        {
            Assert.That(association.NextTimeout, Is.EqualTo(Instant.Never));
        }
    }
}
