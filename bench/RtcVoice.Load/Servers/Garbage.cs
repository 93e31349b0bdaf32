using System.Diagnostics;

namespace RtcVoice.Load.Servers;

/// <summary>
/// Makes garbage as a busy .NET program does: most of it dies at once, one array in 64 lives for a while among 20 MB of
/// others.
/// </summary>
internal sealed class Garbage : IDisposable
{
    private const int MeanBytes = 2_048;
    private const int SurvivorShare = 64;
    private const int Survivors = 20 * 1024 * 1024 / MeanBytes;

    private readonly Thread _thread;
    private readonly byte[]?[] _survivors = new byte[Survivors][];
    private volatile bool _stopping;

    /// <summary>Starts to make it.</summary>
    /// <param name="megabytesPerSecond">How much.</param>
    public Garbage(int megabytesPerSecond)
    {
        _thread = new Thread(() => Run(megabytesPerSecond * 1_000_000L)) { Name = "garbage", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Run(long bytesPerSecond)
    {
        var random = new Random(1);
        long start = Stopwatch.GetTimestamp();
        long made = 0;
        for (int i = 0; !_stopping;)
        {
            long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * bytesPerSecond);
            while (made < due)
            {
                byte[] garbage = new byte[random.Next(64, (2 * MeanBytes) - 64)];
                made += garbage.Length;
                if (++i % SurvivorShare == 0)
                {
                    _survivors[random.Next(Survivors)] = garbage;
                }
            }

            Thread.Sleep(1);
        }
    }
}
