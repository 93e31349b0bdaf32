using RtcVoice.Pacing.Speech;

namespace RtcVoice.Pacing.Tests.Speech;

public class PcmFifoTests
{
    [Test]
    public void What_was_written_is_read_at_its_position_across_blocks_and_releases()
    {
        var chance = new Random(20261122);
        var fifo = new PcmFifo();
        short next = 0;
        for (int i = 0; i < 2_000; i++)
        {
            short[] chunk = [.. Enumerable.Range(0, chance.Next(0, 2_000)).Select(_ => next++)];
            fifo.Append(chunk);
            int count = chance.Next(0, (int)Math.Min(fifo.Count, 3_000) + 1);
            long position = fifo.Released + chance.NextInt64(fifo.Count - count + 1);
            short[] read = new short[count];
            fifo.CopyTo(position, read);
            Assert.That(read, Is.EqualTo(Enumerable.Range(0, count).Select(k => (short)(position + k))));
            fifo.Release(fifo.Released + chance.NextInt64(Math.Min(fifo.Count, 2_000) + 1));
        }
    }

    [Test]
    public void What_was_released_or_not_written_cannot_be_read()
    {
        var fifo = new PcmFifo();
        fifo.Append(new short[100]);
        fifo.Release(10);
        Assert.That(() => fifo.CopyTo(9, new short[1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => fifo.CopyTo(90, new short[11]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        fifo.Clear();
        Assert.That(fifo.Count, Is.Zero);
        Assert.That(fifo.Written, Is.EqualTo(100));
        fifo.Release(100);
    }
}
