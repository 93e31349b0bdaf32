using RtcVoice.Transport.IceTcp;

namespace RtcVoice.Transport.Tests.IceTcp;

public sealed class SendQueueTests
{
    [Test]
    public void Datagrams_come_out_framed_and_in_order()
    {
        var queue = new SendQueue();
        Assert.That(queue.Enqueue([7, 8, 9]), "the writer of an empty queue has to be woken");
        Assert.That(queue.Enqueue([1]), Is.False);
        Assert.That(Take(queue), Is.EqualTo(new byte[] { 0, 3, 7, 8, 9 }));
        Assert.That(Take(queue), Is.EqualTo(new byte[] { 0, 1, 1 }));
        Assert.That(queue.TryTake(new byte[SendQueue.MaxFrameBytes], out _), Is.False);
    }

    [Test]
    public void A_full_queue_drops_the_oldest()
    {
        var queue = new SendQueue();
        for (byte i = 0; i < 100; i++)
        {
            queue.Enqueue([i]);
        }

        var taken = new List<byte>();
        byte[] frame = new byte[SendQueue.MaxFrameBytes];
        while (queue.TryTake(frame, out _))
        {
            taken.Add(frame[2]);
        }

        Assert.That(taken, Is.EqualTo(Enumerable.Range(100 - taken.Count, taken.Count)));
        Assert.That(taken, Has.Count.LessThan(50));
    }

    private static byte[] Take(SendQueue queue)
    {
        byte[] frame = new byte[SendQueue.MaxFrameBytes];
        Assert.That(queue.TryTake(frame, out int length));
        return frame[..length];
    }
}
