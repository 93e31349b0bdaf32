using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Calls;

public sealed class UplinkQueueTests
{
    private readonly byte[] _buffer = new byte[UplinkQueue.MaxPayloadBytes];

    [Test]
    public void Frames_come_out_as_they_went_in_over_many_turns_of_the_ring()
    {
        var queue = new UplinkQueue();
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] payload = new byte[random.Next(0, UplinkQueue.MaxPayloadBytes + 1)];
            random.NextBytes(payload);
            Assert.That(queue.TryWrite(new ReceivedFrame(i, i * 960L, new Instant(i), payload)));
            Assert.That(queue.TryRead(_buffer, out ReceivedFrame frame));
            Assert.That(frame.Sequence, Is.EqualTo(i));
            Assert.That(frame.Timestamp, Is.EqualTo(i * 960L));
            Assert.That(frame.Arrival, Is.EqualTo(new Instant(i)));
            Assert.That(frame.Payload.SequenceEqual(payload));
        }

        Assert.That(queue.TryRead(_buffer, out _), Is.False);
    }

    [Test]
    public void A_full_queue_drops_what_is_new_and_counts_it()
    {
        var queue = new UplinkQueue();
        int written = 0;
        while (queue.TryWrite(new ReceivedFrame(written, 0, default, new byte[100])))
        {
            written++;
        }

        Assert.That(written, Is.GreaterThan(50));
        Assert.That(queue.Dropped, Is.EqualTo(1));
        Assert.That(queue.TryRead(_buffer, out ReceivedFrame first));
        Assert.That(first.Sequence, Is.Zero);
    }

    [Test]
    public void A_payload_larger_than_any_Opus_packet_is_refused()
    {
        var queue = new UplinkQueue();
        Assert.That(queue.TryWrite(new ReceivedFrame(0, 0, default, new byte[UplinkQueue.MaxPayloadBytes + 1])), Is.False);
    }

    [Test]
    public void Neither_side_allocates()
    {
        var queue = new UplinkQueue();
        byte[] payload = new byte[80];
        long allocated = Allocations.Measure(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                queue.TryWrite(new ReceivedFrame(i, i, default, payload));
                queue.TryRead(_buffer, out _);
            }
        });
        Assert.That(allocated, Is.Zero);
    }
}
