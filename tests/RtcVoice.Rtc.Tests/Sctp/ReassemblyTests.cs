using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class ReassemblyTests
{
    private const byte First = 0x02;
    private const byte Last = 0x01;
    private const byte Whole = 0x03;
    private const byte Unordered = 0x04;

    private static Tsn T(int offset) => ScriptedPeer.InitialTsn + offset;

    [Test]
    public void Fragments_make_a_message_in_whatever_order_they_come()
    {
        int[][] orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]];
        foreach (int[] order in orders)
        {
            foreach (byte mode in new byte[] { 0, Unordered })
            {
                var peer = new ScriptedPeer();
                foreach (int i in order)
                {
                    Assert.That(peer.Messages, Is.Empty);
                    byte flags = (byte)(mode | (i == 0 ? First : 0) | (i == 3 ? Last : 0));
                    peer.SendChunks(ScriptedPeer.Data(T(i), 5, 0, [(byte)i, (byte)(i + 10)], flags));
                }

                Assert.That(peer.Messages.Single(), Is.EqualTo(new byte[] { 0, 10, 1, 11, 2, 12, 3, 13 }));
            }
        }
    }

    [TestCase(0, 1)]
    [TestCase(Unordered, 2)]
    public void A_message_of_many_shuffled_fragments_is_made_once(byte mode, int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        byte[] message = SeededBytes.Message(400, seed);
        int[] order = [.. Enumerable.Range(0, message.Length)];
        new Random(seed).Shuffle(order.AsSpan(0, 200));
        new Random(seed).Shuffle(order.AsSpan(200, 200));
        var peer = new ScriptedPeer();
        foreach (int i in order)
        {
            byte flags = (byte)(mode | (i == 0 ? First : 0) | (i == message.Length - 1 ? Last : 0));
            peer.SendChunks(ScriptedPeer.Data(T(i), 5, 0, [message[i]], flags));
        }

        Assert.That(peer.Messages.Single(), Is.EqualTo(message));
        Assert.That(peer.Association.Statistics.ReceiveBufferBytes, Is.Zero);
    }

    [Test]
    public void An_ordered_message_waits_for_the_one_before_it_and_another_stream_does_not()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(T(1), 0, 1, [2]));
        peer.SendChunks(ScriptedPeer.Data(T(2), 1, 0, [3]));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 3 } }));
        peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1]));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 3 }, new byte[] { 1 }, new byte[] { 2 } }));
    }

    [Test]
    public void An_unordered_message_overtakes()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(T(1), 0, 1, [2]));
        peer.SendChunks(ScriptedPeer.Data(T(2), 0, 0, [3], (byte)(Whole | Unordered)));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 3 } }));
    }

    [Test]
    public void Stream_sequence_numbers_wrap()
    {
        var peer = new ScriptedPeer();
        for (int i = 0; i < 65536 + 10; i++)
        {
            peer.SendChunks(ScriptedPeer.Data(T(i), 0, (ushort)i, [1]));
        }

        Assert.That(peer.Messages, Has.Count.EqualTo(65536 + 10));
    }

    [Test]
    public void Fragments_of_neighbouring_messages_do_not_mix()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(T(1), 0, 0, [2], Last), ScriptedPeer.Data(T(2), 0, 1, [3], First));
        Assert.That(peer.Messages, Is.Empty);
        peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1], First), ScriptedPeer.Data(T(3), 0, 1, [4], Last));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 1, 2 }, new byte[] { 3, 4 } }));
    }

    [Test]
    public void A_message_longer_than_we_take_ends_the_association()
    {
        foreach (byte mode in new byte[] { 0, Unordered })
        {
            var peer = new ScriptedPeer(new SctpOptions { MaxIncomingMessageSize = 3000 });
            byte[] part = new byte[1000];
            peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, part, (byte)(mode | First)));
            peer.SendChunks(ScriptedPeer.Data(T(1), 0, 0, part, mode));
            peer.SendChunks(ScriptedPeer.Data(T(2), 0, 0, part, mode));
            Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
            List<SentChunk> answer = peer.SendChunks(ScriptedPeer.Data(T(3), 0, 0, [1], (byte)(mode | Last)));
            Assert.That(answer.Single().Type, Is.EqualTo(ChunkType.Abort));
            Assert.That(peer.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.MessageTooLarge));
        }
    }

    [Test]
    public void Incomplete_messages_without_end_end_the_association_at_512_KB()
    {
        var peer = new ScriptedPeer();
        byte[] part = new byte[1100];
        int sent = 0;
        while (peer.Association.State == SctpState.Established && sent < 2000)
        {
            // A first fragment that no last one follows, on stream after stream.
            peer.SendChunks(ScriptedPeer.Data(T(sent), (ushort)(sent % 1000), 0, part, First));
            sent++;
        }

        Assert.That(sent * (part.Length + ReassemblyQueue.FragmentOverhead), Is.EqualTo(512 * 1024).Within(2 * 1200));
        Assert.That(peer.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.OutOfResource));
    }

    [Test]
    public void Short_fragments_are_bounded_too()
    {
        var peer = new ScriptedPeer();
        int sent = 0;
        while (peer.Association.State == SctpState.Established && sent < 20_000)
        {
            peer.SendChunks(ScriptedPeer.Data(T(sent), (ushort)(sent % 1000), 0, [1], First));
            sent++;
        }

        Assert.That(sent, Is.LessThan(512 * 1024 / ReassemblyQueue.FragmentOverhead));
    }

    [Test]
    public void Beyond_the_window_only_what_fills_the_gap_is_taken()
    {
        var peer = new ScriptedPeer(new SctpOptions { ReceiveWindowBytes = 5000 });
        byte[] part = new byte[1000];
        for (int i = 1; i <= 4; i++)
        {
            peer.SendChunks(ScriptedPeer.Data(T(i), 0, (ushort)i, part));
        }

        SackChunk sack = peer.SendChunks(ScriptedPeer.Data(T(5), 0, 5, part)).Single().AsSack();
        Assert.That(sack.Block(0), Is.EqualTo((2, 5)), "the fifth found no room");
        Assert.That(sack.ReceiverWindow, Is.LessThan(1000u));
        sack = peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, part)).First(chunk => chunk.Type == ChunkType.Sack).AsSack();
        Assert.That(sack.CumulativeTsn, Is.EqualTo(T(4)));
        Assert.That(peer.Messages, Has.Count.EqualTo(5));
    }
}
