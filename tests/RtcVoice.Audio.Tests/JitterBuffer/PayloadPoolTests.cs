using RtcVoice.Audio.JitterBuffer;

namespace RtcVoice.Audio.Tests.JitterBuffer;

public class PayloadPoolTests
{
    [Test]
    public void What_is_stored_comes_back_whatever_is_freed_between()
    {
        const int Seed = 99;
        TestContext.Out.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var pool = new PayloadPool(64);
        var stored = new List<(byte[] Bytes, short Chunk)>();
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (random.Next(2) == 0 && stored.Count > 0)
            {
                int at = random.Next(stored.Count);
                byte[] back = new byte[stored[at].Bytes.Length];
                pool.Read(stored[at].Chunk, back);
                Assert.That(back, Is.EqualTo(stored[at].Bytes));
                pool.Free(stored[at].Chunk);
                stored.RemoveAt(at);
                continue;
            }

            byte[] bytes = new byte[random.Next(random.Next(1, 1_501))];
            random.NextBytes(bytes);
            bool fits = PayloadPool.ChunksFor(bytes.Length) <= pool.FreeChunks;
            Assert.That(pool.TryStore(bytes, out short chunk), Is.EqualTo(fits));
            if (fits)
            {
                stored.Add((bytes, chunk));
            }
            else
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(0));
        stored.ForEach(s => pool.Free(s.Chunk));
        Assert.That(pool.FreeChunks, Is.EqualTo(64));
    }
}
